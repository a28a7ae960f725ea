"""What stands on an order's page, read at once."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from orders.admin.log import log_of
from orders.mails import link_of
from orders.models import Order, ShipmentLine
from orders.states import TO_SHIP, OrderKind, OrderStatus

S = OrderStatus
Moment = tuple[str | Promise, datetime]

TONES = {
    S.PENDING_PAYMENT: "warn",
    S.AWAITING_TEAM: "warn",
    S.AWAITING_SHIPMENT: "brand",
    S.PARTIALLY_SHIPPED: "info",
    S.SHIPPED: "info",
    S.RECEIVED: "ok",
    S.COMPLETED: "ok",
    S.CANCELLED: "",
    S.REFUNDED: "",
}


def order_facts(order: Order) -> dict[str, Any]:
    """Ten queries, however many lines and parcels there are."""
    entries = log_of(order)
    lines = order.lines.select_related("variant")
    packed = ShipmentLine.objects.select_related("line").order_by("line_id")
    parcels = order.shipments.select_related("actor").prefetch_related(
        Prefetch("lines", packed), "tracking__actor"
    )
    return {
        "order": order,
        "tone": TONES[S(order.status)],
        "times": times_of(order),
        "is_shipping": order.status in TO_SHIP,
        "is_partly": order.status == S.PARTIALLY_SHIPPED,
        "pay_link": link_of(order) if _waits_for_its_caller(order) else "",
        "lines": lines.prefetch_related("discount_shares__discount"),
        "discounts": order.discounts.all(),
        "parcels": parcels,
        "invoices": order.invoices.order_by("pk"),
        "entries": entries,
        "notes": [entry for entry in entries if entry.is_note],
    }


def times_of(order: Order) -> list[Moment]:
    """What happened and what will, in the order in which it does."""
    coming = {
        S.PENDING_PAYMENT: (_("Pay by"), order.pay_by),
        S.SHIPPED: (_received_by(order), order.receive_by),
        S.RECEIVED: (_("Completed on"), order.complete_at),
    }.get(S(order.status))
    times = [
        (_("Placed"), order.placed_at),
        (_("Paid"), order.paid_at),
        (_("Shipped"), order.shipped_at),
        (_("Received"), order.received_at),
        (_("Completed"), order.completed_at),
        (_("Cancelled"), order.cancelled_at),
        *([coming] if coming else []),
    ]
    return [(label, at) for label, at in times if at is not None]


def _received_by(order: Order) -> str:
    if order.extended_at is not None:
        return _("Counts as received on (extended)")
    return _("Counts as received on")


def _waits_for_its_caller(order: Order) -> bool:
    return order.is_unpaid and order.kind == OrderKind.PHONE
