"""Money on its way back, with a push where it needs one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orders.reasons import words_of
from payments.admin.handles import Retry
from payments.admin.shown import REFUND_TONES
from payments.models import Refund
from payments.states import IN_FLIGHT, RefundStatus
from shop.kernel.admin_base import Window
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


@admin.register(Refund)
class RefundAdmin(HasHandles, Window):
    list_display = ("number", "order", "sum", "state", "cause", "requested_at", "actor")
    list_filter = (NeedsHelp, "status", "cause")
    list_select_related = ("attempt__order", "actor")
    search_fields = (
        "number__iexact",
        "gateway_number__iexact",
        "attempt__order__number__iexact",
    )
    search_help_text = _("Order, our number, the gateway's number")
    actions_detail = ("retry",)
    fields = (
        ("number", "gateway_number"),
        ("order", "attempt"),
        ("sum", "state"),
        ("cause", "words"),
        ("requested_at", "done_at"),
        ("next_try_at", "tries"),
        ("actor", "note"),
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
        "note",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("attempt__order", "actor")

    @admin.display(description=_("order"))
    def order(self, refund: Refund) -> SafeString:
        order = refund.attempt.order
        url = reverse("admin:orders_order_change", args=[order.pk])
        return format_html('<a class="shop-link" href="{}">{}</a>', url, order.number)

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
