"""What an order knows of its money.  Only payments calls this, holding the order."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet

from catalog.services import count_sold
from catalog.stock import reserve_stock
from orders.errors import NotThatMany
from orders.mails import tell
from orders.models import Order, OrderLine
from orders.pieces import by_variant, without
from orders.refunding import LinePart
from orders.services.closing import is_timed_out
from orders.services.promising import free_pieces, receipt_of
from orders.signals import order_paid
from orders.states import HOLDING_STOCK, Actor, OrderStatus
from promotions.registry import (
    keep_promises,
    take_promises_again,
    tell_counted_back,
)
from shop.kernel.errors import DomainError
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.fields import A
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import Update, prepared_update


def record_capture(order: Order, *, amount: Decimal) -> None:
    """Money came in for this order, whether it settles it or not."""
    _count_in(order_id=order.pk, amount=amount)


@prepared_update
def _count_in(order_id: int, amount: Decimal) -> Update:
    return Order.objects.filter(pk=order_id), {"captured": A("captured") + amount}


def record_refund(order: Order, *, amount: Decimal) -> None:
    """Money is set aside to go back.  The database refuses more than came in."""
    Order.objects.filter(pk=order.pk).update(refunded=A("refunded") + amount)


def take_back_refund(order: Order, *, amount: Decimal) -> None:
    """A refund failed for good: the money is still here."""
    Order.objects.filter(pk=order.pk).update(refunded=A("refunded") - amount)


def give_up_pieces(
    order: Order, *, parts: Mapping[int, LinePart], now: datetime
) -> None:
    """Count parts of lines as paid back; pieces that were not sent yet never will be.

    The check and the change are one UPDATE for each line, and the database holds
    that no line gives back more than was paid for it.  Frees the stock of pieces
    that are given up.  Raises NotThatMany; then nothing changed.
    """
    given_up: list[tuple[OrderLine, int]] = []
    for line in order.lines.order_by("pk"):
        part = parts.get(line.pk)
        if part is None:
            continue
        unsent = min(part.quantity, line.left_to_ship) if _holds(order) else 0
        if not _count_back(part, unsent):
            raise NotThatMany
        given_up.append((line, unsent))
    free_pieces(order, pieces=given_up, now=now)
    variants = dict(order.lines.values_list("pk", "variant_id"))
    count_sold(by_variant((variants[pk], -part.quantity) for pk, part in parts.items()))
    tell_counted_back(receipt_of(order), now=now)


def keep_after_all(
    order: Order, *, parts: Mapping[int, LinePart], now: datetime
) -> None:
    """The shop keeps money that it wanted to give back and could not.

    Pieces that were given up stay so.  Runs in the caller's transaction.
    """
    for pk, part in sorted(parts.items()):
        order.lines.filter(pk=pk).update(
            refunded_quantity=F("refunded_quantity") - part.quantity,
            refunded_amount=A("refunded_amount") - part.amount,
            refunded_shipping=A("refunded_shipping") - part.shipping,
        )
    tell_counted_back(receipt_of(order), now=now)


def settle_order(order: Order, *, now: datetime, actor: Actor = Actor.GATEWAY) -> None:
    """The order is paid, and waits for its parcel or first for its team.  Announces
    `order_paid`.  Raises IllegalMove.

    The caller holds the order's row and has recorded the money.
    """
    waits = keep_promises(order.promises, order.number, now=now)
    order.move_to(_paid_status(waits=waits), at=now, actor=actor)
    lines = _lines(order_id=order.pk)
    count_sold(by_variant((line.variant_id, line.quantity) for line in lines))
    tell(order, "paid", now=now, lines=lines)
    failpoint("callback.order_paid")
    announce(order_paid, Order, order_id=order.pk)


@prepared
def _lines(order_id: int) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order=order_id)


def settle_free_order(order: Order, *, now: datetime) -> None:
    """Nothing to pay: the order goes the same way without a gateway."""
    settle_order(order, now=now, actor=Actor.CLOCK)


@transaction.atomic
def revive_order(order: Order, *, now: datetime) -> bool:
    """Money came after the time-out and the goods are still here: the order lives.

    False where it can't be revived (the buyer or the shop gave it up, or a piece, the
    coupon or the seat is gone); then nothing changed.  The caller holds the order's row and has recorded
    the money.  Announces `order_paid`.
    """
    if order.status != OrderStatus.CANCELLED or not is_timed_out(order):
        return False
    try:
        with transaction.atomic():
            _take_again(order, now)
    except DomainError:
        return False
    waits = keep_promises(order.promises, order.number, now=now)
    order.move_to(
        _paid_status(waits=waits), at=now, actor=Actor.GATEWAY, reason="revived"
    )
    order.write(cancelled_at=None)
    count_sold(order.quantities())
    tell(order, "revived", now=now)
    announce(order_paid, Order, order_id=order.pk)
    return True


def _paid_status(*, waits: bool) -> OrderStatus:
    return OrderStatus.AWAITING_TEAM if waits else OrderStatus.AWAITING_SHIPMENT


def _take_again(order: Order, now: datetime) -> None:
    """Everything it held before its time-out, in the order of locks."""

    def take(*, after_stock: bool) -> dict[int, int]:
        return take_promises_again(
            order.promises, order.number, after_stock=after_stock, now=now
        )

    covered = take(after_stock=False)
    rest = without(order.quantities(), covered)
    reserve_stock(rest, reference=order.number, now=now)
    take(after_stock=True)


def _holds(order: Order) -> bool:
    return order.status in HOLDING_STOCK


def _count_back(part: LinePart, unsent: int) -> bool:
    left = OrderLine.objects.filter(
        pk=part.line_id,
        quantity__gte=F("refunded_quantity") + part.quantity,
        shipping_share__gte=A("refunded_shipping") + part.shipping,
    )
    return (
        left.update(
            refunded_quantity=F("refunded_quantity") + part.quantity,
            refunded_amount=A("refunded_amount") + part.amount,
            refunded_shipping=A("refunded_shipping") + part.shipping,
            cancelled_quantity=F("cancelled_quantity") + unsent,
        )
        == 1
    )
