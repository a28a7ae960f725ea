"""The queue “refunds to approve”: above one person's limit, a second one agrees."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.errors import NotThatMany
from payments.admin.giving_back import limit_in_words
from payments.admin.shown import PartView, link_to, proposal_state, views_of
from payments.errors import NothingToRefund
from payments.models import RefundProposal
from payments.services import Wish, approve_refund, decline_refund
from payments.services.giving_back import parts_of
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import Handle, HasHandles, InnerReasonForm, Text, handle
from shop.kernel.clock import now
from shop.templatetags.shop import money

MAY_DECIDE = "payments.change_refundproposal"
DECIDED = ("decided_by", "decided_at", "became")


class Waiting(admin.SimpleListFilter):
    title = gettext_lazy("view")
    parameter_name = "view"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", gettext_lazy("waiting")), ("decided", _("decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("waiting", "decided"):
            return queryset.filter(decided_at__isnull=self.value() == "waiting")
        return queryset


class Approve(Handle):
    title = gettext_lazy("Approve refund")
    submit: Text = gettext_lazy("Approve")
    is_danger = True

    def explain(self) -> Text:
        proposal = self.row
        says = _(
            "%(amount)s of order %(number)s goes back the way it was paid, as "
            "%(proposer)s proposed: %(reason)s. The buyer is told."
        ) % {
            "amount": money(proposal.amount),
            "number": proposal.order.number,
            "proposer": proposal.proposer,
            "reason": proposal.reason,
        }
        return f"{says} {limit_in_words(self.request.user)}"

    def do(self, said: dict[str, Any]) -> Text:
        refund = approve_refund(
            proposal_id=self.row.pk, staff=self.request.user, now=now()
        )
        return _("%(amount)s goes back for order %(number)s.") % {
            "amount": money(refund.amount),
            "number": self.row.order.number,
        }


class DeclineForm(InnerReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = gettext_lazy("Why not")


class Decline(Handle):
    title = gettext_lazy("Decline refund")
    submit: Text = gettext_lazy("Decline")
    form_class = DeclineForm

    def explain(self) -> Text:
        return _("Nothing goes back, and another refund may be proposed.")

    def do(self, said: dict[str, Any]) -> Text:
        decline_refund(proposal_id=self.row.pk, staff=self.request.user, now=now())
        return _("The refund of order %(number)s is declined: %(reason)s") % {
            "number": self.row.order.number,
            "reason": said["reason"],
        }


@admin.register(RefundProposal)
class RefundProposalAdmin(HasHandles, Window):
    empty_hint = gettext_lazy(
        "A refund above somebody's limit waits here for a second person."
    )
    list_display = ("order", "sum", "state", "why", "proposer", "proposed_at")
    list_filter = (Waiting,)
    list_select_related = ("order", "proposer")
    search_fields = ("order__number__iexact",)
    search_help_text = gettext_lazy("Order")
    ordering = (F("decided_at").desc(nulls_first=True), "-pk")
    actions_detail = ("approve", "decline")
    readonly_fields = (
        "of_order",
        "state",
        "sum",
        "what",
        "why",
        "proposer",
        "proposed_at",
        *DECIDED,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related("order", "proposer", "decided_by", "refund")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of a decision before there is one."""
        left_out = () if obj is not None and obj.decided_at else DECIDED
        return [name for name in self.readonly_fields if name not in left_out]

    @admin.display(description=gettext_lazy("order"))
    def of_order(self, proposal: RefundProposal) -> SafeString | str:
        return link_to(proposal.order)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, proposal: RefundProposal) -> str:
        return money(proposal.amount)

    @admin.display(description=gettext_lazy("status"))
    def state(self, proposal: RefundProposal) -> SafeString:
        return proposal_state(proposal)

    @admin.display(description=gettext_lazy("reason"))
    def why(self, proposal: RefundProposal) -> str:
        return proposal.reason

    @admin.display(description=gettext_lazy("what"))
    def what(self, proposal: RefundProposal) -> SafeString:
        rows = [[words] for words in what_of(proposal)]
        return format_html_join("", '<span class="shop-fact">{}</span>', rows)

    @admin.display(description=gettext_lazy("refund"))
    def became(self, proposal: RefundProposal) -> SafeString | str:
        return link_to(proposal.refund)

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if row.decided_at is not None:
            return False
        return action != "approve" or row.proposer_id != request.user.pk

    @handle(
        gettext_lazy("Approve"), permission=MAY_DECIDE, icon="check", look="primary"
    )
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Approve)

    @handle(gettext_lazy("Decline"), permission=MAY_DECIDE, icon="close")
    def decline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Decline)


def what_of(proposal: RefundProposal) -> list[str]:
    """Line by line what is to go back, or went."""
    lines = {line.pk: line for line in proposal.order.lines.order_by("pk")}
    if proposal.refund is not None:
        return _in_words(views_of(proposal.refund.parts().values(), lines))
    wish = Wish.from_json(proposal.wish)
    try:
        return _in_words(views_of(parts_of(proposal.order, wish=wish), lines))
    except (NotThatMany, NothingToRefund):
        return [_("Something of this order went back meanwhile.")]


def _in_words(parts: tuple[PartView, ...]) -> list[str]:
    return [str(part) for part in parts]
