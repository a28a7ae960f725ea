"""The queue “money to decide”: what happened, what may be done, and doing it once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.admin.approvals import Waiting
from payments.admin.case_words import in_words, story_of
from payments.admin.giving_back import limit_in_words
from payments.admin.shown import case_state, link_to, views_of
from payments.models import MoneyCase
from payments.services import decide_case
from payments.services.deciding import decisions_for
from shop.kernel.admin_base import Window, widgets
from shop.kernel.admin_handles import Handle, HandleForm, HasHandles, Text, handle
from shop.kernel.clock import now
from shop.kernel.languages import sentences

Kind = MoneyCase.Kind
DECIDED = ("state", "why", "decided_by", "decided_at")


class DecideForm(HandleForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, case: MoneyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one, in_words(case, one)) for one in decisions_for(case)]
        field = forms.ChoiceField(
            label=_("What is to be done"),
            choices=choices,
            widget=widgets.UnfoldAdminRadioSelectWidget,
        )
        self.add_field("decision", field)
        self.order_fields(["decision", "reason"])


class Decide(Handle):
    title = gettext_lazy("Decide")
    submit: Text = gettext_lazy("Decide")

    def form(self, said: Any = None) -> HandleForm:
        return DecideForm(said, case=self.row)

    def explain(self) -> Text:
        return sentences(story_of(self.row), limit_in_words(self.request.user))

    def do(self, said: dict[str, Any]) -> Text:
        case = decide_case(
            case_id=self.row.pk,
            decision=said["decision"],
            reason=said["reason"],
            staff=self.request.user,
            now=now(),
        )
        return _("%(decision)s, %(amount)s of order %(number)s: %(reason)s") % {
            "decision": capfirst(case.get_decision_display()),
            "amount": case.sum_text,
            "number": case.order.number,
            "reason": case.reason,
        }


@admin.register(MoneyCase)
class MoneyCaseAdmin(HasHandles, Window):
    empty_hint = gettext_lazy(
        "Refunds that failed, amounts that differ and payments that a buyer disputes wait "
        "here for a decision."
    )
    list_display = ("order", "sum", "what", "state", "opened_at")
    list_filter = (Waiting, "kind")
    list_select_related = ("order",)
    search_fields = (
        "order__number__iexact",
        "trade_no__iexact",
        "refund__number__iexact",
        "number__iexact",
    )
    search_help_text = gettext_lazy("Order, our number, the gateway's number")
    ordering = (F("decided_at").desc(nulls_first=True), "-pk")
    actions_detail = ("decide",)
    readonly_fields = (
        "story",
        "possible",
        "of_order",
        "sum",
        "number",
        "stands",
        "answer_by",
        "of_refund",
        "pieces",
        "of_attempt",
        "trade_no",
        "opened_at",
        *DECIDED,
        "again",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related("order", "attempt", "refund", "decided_by")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What can be said of it: a mismatch has no refund, an open case no decision."""
        left_out = {"of_refund", "pieces", "again"}
        if obj is None or obj.kind != Kind.CHARGEBACK:
            left_out |= {"number", "stands", "answer_by"}
        if obj is not None and obj.refund is not None:
            left_out -= {"of_refund", "pieces"}
            left_out |= {"trade_no"}
            left_out -= {"again"} if obj.decided_at else set()
        left_out |= {"possible"} if obj is None or obj.decided_at else set(DECIDED)
        return [name for name in self.readonly_fields if name not in left_out]

    @admin.display(description=gettext_lazy("order"))
    def of_order(self, case: MoneyCase) -> SafeString | str:
        return link_to(case.order)

    @admin.display(description=gettext_lazy("payment attempt"))
    def of_attempt(self, case: MoneyCase) -> SafeString | str:
        return link_to(case.attempt)

    @admin.display(description=gettext_lazy("refund"))
    def of_refund(self, case: MoneyCase) -> SafeString | str:
        return link_to(case.refund)

    @admin.display(description=gettext_lazy("made again as"))
    def again(self, case: MoneyCase) -> SafeString | str:
        return link_to(getattr(case.refund, "repeated_by", None))

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, case: MoneyCase) -> str:
        return case.sum_text

    @admin.display(description=gettext_lazy("what happened"))
    def what(self, case: MoneyCase) -> str:
        return case.get_kind_display()

    @admin.display(description=gettext_lazy("what happened"))
    def story(self, case: MoneyCase) -> str:
        return story_of(case)

    @admin.display(description=gettext_lazy("what may be done"))
    def possible(self, case: MoneyCase) -> SafeString | str:
        rows = [[in_words(case, one)] for one in decisions_for(case)]
        return format_html_join("", '<span class="shop-choice">{}</span>', rows) or "–"

    @admin.display(description=gettext_lazy("how it stands"))
    def stands(self, case: MoneyCase) -> str:
        return case.get_standing_display()

    @admin.display(description=gettext_lazy("pieces"))
    def pieces(self, case: MoneyCase) -> SafeString | str:
        if case.refund is None:
            return "–"
        lines = {line.pk: line for line in case.order.lines.order_by("pk")}
        rows = [[part] for part in views_of(case.refund.parts().values(), lines)]
        return format_html_join("", '<span class="shop-fact">{}</span>', rows) or "–"

    @admin.display(description=gettext_lazy("status"))
    def state(self, case: MoneyCase) -> SafeString:
        return case_state(case)

    @admin.display(description=gettext_lazy("reason"))
    def why(self, case: MoneyCase) -> str:
        return case.reason or "–"

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        return row.decided_at is None

    @handle(
        gettext_lazy("Decide"),
        permission="payments.change_moneycase",
        icon="gavel",
        look="primary",
    )
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Decide)
