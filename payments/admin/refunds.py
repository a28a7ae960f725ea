"""Money on its way back, with a push where it needs one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from orders.reasons import words_of
from payments.admin.handles import Retry
from payments.admin.shown import REFUND_TONES, case_state, link_to, name_of
from payments.models import Refund, RefundLine
from payments.states import IN_FLIGHT, RefundStatus
from shop.kernel.admin_base import ReadOnlyInline, Window
from shop.kernel.admin_handles import HasHandles, handle
from shop.kernel.admin_shown import tag
from shop.templatetags.shop import money


class NeedsHelp(admin.SimpleListFilter):
    title = _("view")
    parameter_name = "view"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("failed, money still here")), ("flight", _("on the way"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "failed":
            return queryset.filter(status=RefundStatus.FAILED, case__decided_at=None)
        if self.value() == "flight":
            return queryset.filter(status__in=IN_FLIGHT)
        return queryset


class PartInline(ReadOnlyInline):
    """What of it is for which line of the order."""

    model = RefundLine
    verbose_name_plural = _("what it is for")
    fields = readonly_fields = ("article", "quantity", "goods", "freight")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("line")

    @admin.display(description=_("article"))
    def article(self, part: RefundLine) -> str:
        return name_of(part.line)

    @admin.display(description=_("for the goods"))
    def goods(self, part: RefundLine) -> str:
        return money(part.amount)

    @admin.display(description=_("for the delivery"))
    def freight(self, part: RefundLine) -> str:
        return money(part.shipping)


@admin.register(Refund)
class RefundAdmin(HasHandles, Window):
    empty_hint = _("Money goes back on the page of its order.")
    list_display = ("number", "order", "sum", "state", "cause", "requested_at", "actor")
    list_filter = (NeedsHelp, "status", "cause", "by_hand")
    list_select_related = ("attempt__order", "actor")
    search_fields = (
        "number__iexact",
        "gateway_number__iexact",
        "attempt__order__number__iexact",
    )
    search_help_text = _("Order, our number, the gateway's number")
    actions_detail = ("retry",)
    inlines = (PartInline,)
    fields = (
        ("number", "gateway_number"),
        ("order", "attempt"),
        ("sum", "state"),
        ("cause", "words"),
        ("actor", "approved_by"),
        ("requested_at", "done_at"),
        ("next_try_at", "tries"),
        ("hand", "note"),
        ("instead_of", "made_again"),
        "to_decide",
    )
    readonly_fields = (
        "number",
        "gateway_number",
        "order",
        "attempt",
        "sum",
        "state",
        "cause",
        "words",
        "requested_at",
        "next_try_at",
        "done_at",
        "tries",
        "actor",
        "approved_by",
        "hand",
        "note",
        "instead_of",
        "made_again",
        "to_decide",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related(
            "attempt__order", "actor", "approved_by", "repeats", "repeated_by", "case"
        )

    @admin.display(description=_("order"))
    def order(self, refund: Refund) -> SafeString | str:
        return link_to(refund.attempt.order)

    @admin.display(description=_("paid back by hand"))
    def hand(self, refund: Refund) -> str:
        return pgettext("paid back by hand", "yes") if refund.by_hand else "–"

    @admin.display(description=_("instead of"))
    def instead_of(self, refund: Refund) -> SafeString | str:
        return link_to(refund.repeats)

    @admin.display(description=_("made again as"))
    def made_again(self, refund: Refund) -> SafeString | str:
        return link_to(getattr(refund, "repeated_by", None))

    @admin.display(description=_("money to decide"))
    def to_decide(self, refund: Refund) -> SafeString | str:
        case = getattr(refund, "case", None)
        return link_to(case, case_state(case)) if case else "–"

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, refund: Refund) -> str:
        return money(refund.amount)

    @admin.display(description=_("status"), ordering="status")
    def state(self, refund: Refund) -> SafeString:
        return tag(
            refund.get_status_display(), REFUND_TONES[RefundStatus(refund.status)]
        )

    @admin.display(description=_("reason"))
    def words(self, refund: Refund) -> str:
        return words_of(refund.reason)

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        return row.status in IN_FLIGHT

    @handle(_("Try again"), permission="payments.change_refund", icon="replay")
    def retry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Retry)
