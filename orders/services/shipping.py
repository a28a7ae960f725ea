"""Goods on their way: parcels, and what carriers do with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from catalog.stock import ship_stock
from orders.errors import IllegalMove, NothingToShip, NotThatMany, ParcelKnown
from orders.mails import tell
from orders.models import Order, OrderEvent, OrderLine, Shipment, ShipmentLine
from orders.signals import order_shipped
from orders.states import Act, Actor, OrderStatus, may_do
from shop.kernel.events import announce

S = OrderStatus


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What is handed over: `{order line id: pieces}`, or all that is left."""

    carrier: str
    tracking_number: str
    pieces: Mapping[int, int] | None = None


@transaction.atomic
def ship_order(
    *, order_id: int, parcel: Parcel, now: datetime, actor_id: int | None = None
) -> Shipment:
    """Hand a parcel to a carrier; its pieces leave both counters of the stock.

    The order is `shipped` when nothing is left to send, until then
    `partially_shipped`.  Announces `order_shipped`.  Raises IllegalMove,
    NothingToShip, NotThatMany (somebody else has shipped them a moment ago),
    ParcelKnown; then nothing changed.
    """
    order = Order.objects.locked().get(pk=order_id)
    if not may_do(Act.SHIP, order.status, Actor.STAFF):
        raise IllegalMove(current=order.status, wanted=S.SHIPPED)
    shipment = _write_shipment(order, parcel, now, actor_id)
    sent = _take_out(order, shipment, parcel)
    ship_stock(sent, reference=order.number, now=now)
    _move(order, shipment, now, actor_id)
    tell(order, f"shipped-{shipment.pk}", template="shipped", now=now, parcel=shipment)
    announce(order_shipped, Order, order_id=order.pk)
    return shipment


def _write_shipment(
    order: Order, parcel: Parcel, now: datetime, actor_id: int | None
) -> Shipment:
    facts = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
    if order.shipments.filter(**facts).exists():
        raise ParcelKnown(parcel.tracking_number)
    return order.shipments.create(**facts, shipped_at=now, actor_id=actor_id)


def _take_out(order: Order, shipment: Shipment, parcel: Parcel) -> dict[int, int]:
    """Count the pieces as sent, each line by one UPDATE; `{variant id: pieces}`."""
    lines = {line.pk: line for line in order.lines.all()}
    pieces = parcel.pieces
    if pieces is None:
        pieces = {pk: line.left_to_ship for pk, line in lines.items()}
    pieces = {pk: number for pk, number in pieces.items() if number}
    if not pieces:
        raise NothingToShip
    for pk, number in sorted(pieces.items()):
        if pk not in lines or number < 0 or not _count_sent(pk, number):
            raise NotThatMany
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=lines[pk], quantity=number)
        for pk, number in sorted(pieces.items())
    )
    return {lines[pk].variant_id: number for pk, number in pieces.items()}


def _count_sent(line_id: int, number: int) -> bool:
    left = OrderLine.objects.filter(
        pk=line_id,
        quantity__gte=F("shipped_quantity") + F("cancelled_quantity") + number,
    )
    return left.update(shipped_quantity=F("shipped_quantity") + number) == 1


def _move(
    order: Order, shipment: Shipment, now: datetime, actor_id: int | None
) -> None:
    """To where the order now is, or a line in its log when it stays there."""
    all_sent = not any(line.left_to_ship for line in order.lines.all())
    if not all_sent and order.status == S.PARTIALLY_SHIPPED:
        order.events.create(
            kind=OrderEvent.Kind.PARCEL,
            old=order.status,
            new=order.status,
            actor=Actor.STAFF,
            actor_user_id=actor_id,
            reason=str(shipment),
            at=now,
        )
        return
    order.move_to(
        S.SHIPPED if all_sent else S.PARTIALLY_SHIPPED,
        at=now,
        actor=Actor.STAFF,
        actor_id=actor_id,
        reason=str(shipment),
    )
    if all_sent:
        start_receipt_timer(order, now=now)


def close_shipping(order: Order, *, now: datetime, actor_id: int | None) -> None:
    """Nothing is left to send because the rest was given up: the order is shipped.

    The caller holds the order's row.
    """
    is_partly = order.status == S.PARTIALLY_SHIPPED
    if is_partly and not any(line.left_to_ship for line in order.lines.all()):
        order.move_to(S.SHIPPED, at=now, actor=Actor.STAFF, actor_id=actor_id)
        start_receipt_timer(order, now=now)


def start_receipt_timer(order: Order, *, now: datetime) -> None:
    """From now on the order counts as received by itself after some days."""
    order.write(receive_by=now + settings.ORDER_RECEIVE_AFTER)
