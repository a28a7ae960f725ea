"""Goods on their way."""

from datetime import datetime

from django.db import transaction

from catalog.stock import ship_stock
from orders.mails import tell
from orders.models import Order, Shipment, ShipmentLine
from orders.signals import order_shipped
from orders.states import Actor, OrderStatus
from shop.kernel.events import announce


@transaction.atomic
def ship_order(
    *,
    order_id: int,
    carrier: str,
    tracking_number: str,
    now: datetime,
    actor_id: int | None = None,
) -> Shipment:
    """Hand the whole order to a carrier: one parcel, stock taken from both counters.

    Announces `order_shipped`.  Raises IllegalMove (also when somebody else has
    shipped it a moment ago).
    """
    order = Order.objects.locked().get(pk=order_id)
    order.move_to(
        OrderStatus.SHIPPED,
        at=now,
        actor=Actor.STAFF,
        actor_id=actor_id,
        reason=f"{carrier} {tracking_number}",
    )
    shipment = order.shipments.create(
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_at=now,
        actor_id=actor_id,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=line.quantity)
        for line in order.lines.all()
    )
    ship_stock(order.quantities(), reference=order.number, now=now)
    tell(order, "shipped", now=now)
    announce(order_shipped, Order, order_id=order.pk)
    return shipment


@transaction.atomic
def confirm_receipt(
    *, order_id: int, now: datetime, actor_id: int | None = None
) -> Order:
    """The buyer has the goods.  Raises IllegalMove."""
    order = Order.objects.locked().get(pk=order_id)
    order.move_to(OrderStatus.RECEIVED, at=now, actor=Actor.BUYER, actor_id=actor_id)
    return order
