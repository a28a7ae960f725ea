"""The window on orders, with the money added: what was paid, cancel, refund."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from orders.admin.orders import OrderAdmin, Panel
from orders.models import Order
from orders.states import BEFORE_SHIPPING, Act, Actor, may_do
from payments.admin.adjusting import AdjustPrice, can_adjust
from payments.admin.giving_back import GiveBack
from payments.admin.handles import Cancel
from payments.admin.money_panel import money_of
from shop.kernel.admin_handles import handle

GIVES_BACK = "payments.change_refund"


class PaidOrderAdmin(OrderAdmin):
    """Who may not refund may cancel what is not paid for."""

    actions_detail = (*OrderAdmin.actions_detail, "price", "refund", "cancel")

    def panels_of(self, order: Order) -> Iterable[Panel]:
        return [Panel(template="payments/admin/_money.html", facts=money_of(order))]

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action == "refund":
            return _has_money(row) and may_do(Act.REFUND, row.status, Actor.STAFF)
        if action == "price":
            return can_adjust(row)
        if action == "cancel":
            return row.status in BEFORE_SHIPPING and _may_cancel(row, request)
        return super().offers(action, row, request)

    @handle(_("Change price"), permission="orders.change_order", icon="price_change")
    def price(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, AdjustPrice)

    @handle(_("Refund"), permission=GIVES_BACK, icon="undo", look="danger")
    def refund(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, GiveBack)

    @handle(_("Cancel"), permission="orders.change_order", icon="cancel", look="danger")
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not _may_cancel(self.row_or_404(request, object_id), request):
            raise PermissionDenied
        return self.answer(request, object_id, Cancel)


def _has_money(order: Order) -> bool:
    return order.captured > order.refunded


def _may_cancel(order: Order, request: HttpRequest) -> bool:
    return not _has_money(order) or request.user.has_perm(GIVES_BACK)


admin.site.unregister(Order)
admin.site.register(Order, PaidOrderAdmin)
