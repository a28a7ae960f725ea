"""Orders that end before they are shipped, or after all money went back."""

from datetime import datetime

from django.db import transaction

from catalog.services import count_sold
from catalog.stock import release_stock
from orders.mails import tell
from orders.models import Order
from orders.signals import order_cancelled
from orders.states import HOLDING_STOCK, Actor, OrderStatus
from shop.kernel.events import announce


@transaction.atomic
def expire_order(*, order_id: int, now: datetime) -> bool:
    """Give up on an unpaid order and free its stock; False if it is not due.

    Safe to repeat, and safe against a payment arriving at the same moment:
    whoever locks the row first decides.  Announces `order_cancelled`.
    """
    order = Order.objects.overdue(now).locked().filter(pk=order_id).first()
    if order is None:
        return False
    _close(order, OrderStatus.CANCELLED, now=now, actor=Actor.CLOCK, reason="unpaid")
    tell(order, "expired", now=now)
    return True


@transaction.atomic
def cancel_order(
    *,
    order_id: int,
    now: datetime,
    actor: Actor,
    actor_id: int | None = None,
    reason: str = "",
) -> Order:
    """Cancel an order before anything was shipped, and free its stock.

    Money that was paid is the caller's (payments') to send back.  Announces
    `order_cancelled`.  Raises IllegalMove.
    """
    order = Order.objects.locked().get(pk=order_id)
    _close(
        order,
        OrderStatus.CANCELLED,
        now=now,
        actor=actor,
        actor_id=actor_id,
        reason=reason,
    )
    tell(order, "cancelled", now=now)
    return order


@transaction.atomic
def refund_order_whole(
    *, order_id: int, now: datetime, actor_id: int | None, reason: str
) -> Order:
    """Close an order all of whose money goes back: cancelled before shipping,
    refunded after.  Announces `order_cancelled`.  Raises IllegalMove.
    """
    order = Order.objects.locked().get(pk=order_id)
    ended = (
        OrderStatus.CANCELLED
        if order.status in (OrderStatus.AWAITING_SHIPMENT, OrderStatus.AWAITING_TEAM)
        else OrderStatus.REFUNDED
    )
    _close(order, ended, now=now, actor=Actor.STAFF, actor_id=actor_id, reason=reason)
    tell(order, "refunded", now=now)
    return order


def _close(
    order: Order,
    status: OrderStatus,
    *,
    now: datetime,
    actor: Actor,
    actor_id: int | None = None,
    reason: str = "",
) -> None:
    held = order.status in HOLDING_STOCK
    order.move_to(status, at=now, actor=actor, actor_id=actor_id, reason=reason)
    if held:
        release_stock(order.quantities(), reference=order.number, now=now)
    if order.paid_at:
        count_sold({pk: -quantity for pk, quantity in order.quantities().items()})
    announce(order_cancelled, Order, order_id=order.pk)
