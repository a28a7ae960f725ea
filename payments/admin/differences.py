"""The queue “differences”: what our books and a gateway's do not agree about."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from payments.admin.shown import GatewayFilter, link_to
from payments.gateways.registry import gateway_label
from payments.models import Difference
from payments.services import resolve_difference
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import Handle, HasHandles, InnerReasonForm, Text, handle
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now

Kind = Difference.Kind
RESOLVED = ("why", "resolved_by", "resolved_at")

STORIES = {
    Kind.OURS_ONLY: gettext_lazy(
        "We have %(ours)s in our books, and no row of a statement tells of it."
    ),
    Kind.THEIRS_ONLY: gettext_lazy(
        "%(gateway)s has %(theirs)s in its books, and ours do not tell of it. We have "
        "asked there where we could."
    ),
    Kind.AMOUNT: gettext_lazy(
        "We have %(ours)s in our books, and %(gateway)s has %(theirs)s."
    ),
}


def story_of(one: Difference) -> str:
    """What differs, in plain words."""
    return str(STORIES[Kind(one.kind)]) % {
        "ours": one.in_words(one.ours),
        "theirs": one.in_words(one.theirs),
        "gateway": gateway_label(one.statement.gateway),
    }


class Open(admin.SimpleListFilter):
    title = gettext_lazy("view")
    parameter_name = "view"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", pgettext_lazy("difference", "open")),
            ("resolved", gettext_lazy("resolved")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("open", "resolved"):
            return queryset.filter(resolved_at__isnull=self.value() == "open")
        return queryset


class Resolve(Handle):
    title = gettext_lazy("Resolve difference")
    submit: Text = gettext_lazy("Resolve")
    form_class = InnerReasonForm

    def explain(self) -> Text:
        says = _(
            "It leaves the list for good. Nothing is booked and no money moves: say what "
            "you have found out."
        )
        return f"{story_of(self.row)} {says}"

    def do(self, said: dict[str, Any]) -> Text:
        one = resolve_difference(
            difference_id=self.row.pk,
            reason=said["reason"],
            staff=self.request.user,
            now=now(),
        )
        return _("Resolved: %(reason)s") % {"reason": one.reason}


@admin.register(Difference)
class DifferenceAdmin(HasHandles, Window):
    empty_hint = gettext_lazy(
        "Where a payment service's statement and our own books do not agree, it is said "
        "here until somebody has found out why."
    )
    list_display = ("of_statement", "kind", "our_sum", "their_sum", "order", "state")
    list_filter = (Open, "kind", ("statement__gateway", GatewayFilter))
    list_select_related = ("statement", "attempt__order", "refund")
    search_fields = (
        "attempt__order__number__iexact",
        "attempt__out_trade_no__iexact",
        "refund__number__iexact",
        "line__number__iexact",
        "line__gateway_number__iexact",
    )
    search_help_text = gettext_lazy("Order, our number, the gateway's number")
    ordering = (F("resolved_at").desc(nulls_first=True), "-pk")
    actions_detail = ("resolve",)
    readonly_fields = (
        "story",
        "state",
        "of_statement",
        "order",
        "of_attempt",
        "of_refund",
        "our_sum",
        "their_sum",
        "of_line",
        "found_at",
        *RESOLVED,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related(
            "statement", "attempt__order", "refund", "line", "resolved_by"
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of a reason before there is one."""
        left_out = () if obj is not None and obj.resolved_at else RESOLVED
        return [name for name in self.readonly_fields if name not in left_out]

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        return lookup == "statement__id__exact" or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=gettext_lazy("statement"), ordering="statement__day")
    def of_statement(self, one: Difference) -> SafeString | str:
        return link_to(one.statement)

    @admin.display(description=gettext_lazy("what happened"))
    def story(self, one: Difference) -> str:
        return story_of(one)

    @admin.display(description=gettext_lazy("order"))
    def order(self, one: Difference) -> SafeString | str:
        return link_to(one.attempt.order if one.attempt else None)

    @admin.display(description=gettext_lazy("payment attempt"))
    def of_attempt(self, one: Difference) -> SafeString | str:
        return link_to(one.attempt)

    @admin.display(description=gettext_lazy("refund"))
    def of_refund(self, one: Difference) -> SafeString | str:
        return link_to(one.refund)

    @admin.display(description=gettext_lazy("row of the statement"))
    def of_line(self, one: Difference) -> SafeString | str:
        return link_to(one.line)

    @admin.display(description=gettext_lazy("in our books"), ordering="ours")
    def our_sum(self, one: Difference) -> str:
        return one.in_words(one.ours)

    @admin.display(description=gettext_lazy("in the statement"), ordering="theirs")
    def their_sum(self, one: Difference) -> str:
        return one.in_words(one.theirs)

    @admin.display(description=gettext_lazy("status"))
    def state(self, one: Difference) -> SafeString:
        if one.resolved_at is None:
            return tag(_("to look into"), "bad")
        return tag(one.get_ending_display(), "ok")

    @admin.display(description=gettext_lazy("reason"))
    def why(self, one: Difference) -> str:
        return one.reason or "–"

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        return row.resolved_at is None

    @handle(
        gettext_lazy("Resolve"),
        permission="payments.change_difference",
        icon="check",
        look="primary",
    )
    def resolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Resolve)
