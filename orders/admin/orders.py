"""A window on an order.  Staff act through services, never by editing rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from orders.admin.addressing import ChangeAddress
from orders.admin.handles import Extend, Note
from orders.admin.invoices import WriteInvoice
from orders.admin.order_list import OrderList
from orders.admin.page import order_facts
from orders.admin.shipping import Ship
from orders.admin.slips import print_slips, slips_of
from orders.models import Order
from orders.selectors.invoices import is_invoiceable
from orders.states import TO_SHIP, Act, Actor, OrderStatus, may_do
from shop.kernel.admin_handles import handle

S = OrderStatus
ACTS = {
    "ship": Act.SHIP,
    "address": Act.CHANGE_ADDRESS,
    "extend": Act.EXTEND,
    "invoice": Act.INVOICE,
}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of an order's page that another app adds."""

    template: str
    facts: Any


class OrderAdmin(OrderList):
    fields = ()
    change_form_template = "orders/admin/order.html"
    actions_detail: tuple[str, ...] = (
        "ship",
        "packing_slip",
        "note",
        "address",
        "extend",
        "invoice",
    )

    def panels_of(self, order: Order) -> Iterable[Panel]:
        """What higher apps show on an order's page."""
        return ()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        facts: dict[str, Any] = {}
        if order is not None:
            facts = order_facts(order) | {"panels": self.panels_of(order)}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **facts}
        )

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        """The tables of states decide; beside them, what is once only."""
        act = ACTS.get(action)
        if act is not None and not may_do(act, row.status, Actor.STAFF):
            return False
        if action == "extend":
            return row.extended_at is None
        if action == "invoice":
            return is_invoiceable(row.invoices.all(), row.lines.all())
        if action == "packing_slip":
            return row.status in TO_SHIP or row.shipments.exists()
        return True

    @handle(
        gettext_lazy("Ship"),
        permission="orders.add_shipment",
        icon="local_shipping",
        look="primary",
    )
    def ship(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Ship)

    @handle(gettext_lazy("Packing slip"), permission="orders.view_order", icon="print")
    def packing_slip(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return print_slips(request, slips_of(self.row_or_404(request, object_id)))

    @handle(gettext_lazy("Note"), permission="orders.add_orderevent", icon="edit_note")
    def note(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Note)

    @handle(
        gettext_lazy("Address"),
        permission="orders.change_order",
        icon="edit_location_alt",
    )
    def address(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, ChangeAddress)

    @handle(
        gettext_lazy("More time"), permission="orders.change_order", icon="more_time"
    )
    def extend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Extend)

    @handle(
        gettext_lazy("Write invoice"),
        permission="orders.add_invoice",
        icon="receipt",
    )
    def invoice(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, WriteInvoice)


admin.site.register(Order, OrderAdmin)
