"""The goods have arrived: the buyer says so, or the time is up."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from orders.errors import AlreadyExtended, IllegalMove
from orders.mails import tell
from orders.models import Order, OrderEvent
from orders.services.promising import receipt_of
from orders.signals import order_completed, order_received
from orders.states import Act, Actor, OrderStatus, may_do
from promotions.registry import tell_completed
from shop.kernel.events import announce

S = OrderStatus


@transaction.atomic
def confirm_receipt(
    *, order_id: int, now: datetime, actor_id: int | None = None
) -> Order:
    """The buyer has the goods.  Announces `order_received`.  Raises IllegalMove."""
    order = Order.objects.locked().get(pk=order_id)
    _receive(order, now=now, actor=Actor.BUYER, actor_id=actor_id)
    return order


@transaction.atomic
def receive_silently(*, order_id: int, now: datetime) -> bool:
    """A parcel nobody complained of is received; False if that is not due.

    Announces `order_received`.
    """
    order = Order.objects.to_receive(now).locked().filter(pk=order_id).first()
    if order is None:
        return False
    _receive(order, now=now, actor=Actor.CLOCK)
    return True


@transaction.atomic
def complete_order(*, order_id: int, now: datetime) -> bool:
    """The time to complain is over; False if that is not due.

    Announces `order_completed`.
    """
    order = Order.objects.to_complete(now).locked().filter(pk=order_id).first()
    if order is None:
        return False
    order.move_to(S.COMPLETED, at=now, actor=Actor.CLOCK)
    tell_completed(receipt_of(order), now=now)
    announce(order_completed, Order, order_id=order.pk)
    return True


@transaction.atomic
def extend_receipt(
    *, order_id: int, now: datetime, actor: Actor, actor_id: int | None = None
) -> Order:
    """Give the carrier some days more before the order counts as received.

    Once for each order.  Raises IllegalMove, AlreadyExtended.
    """
    order = Order.objects.locked().get(pk=order_id)
    if not may_do(Act.EXTEND, order.status, actor) or order.receive_by is None:
        raise IllegalMove(current=order.status, wanted=order.status)
    if order.extended_at is not None:
        raise AlreadyExtended
    order.write(extended_at=now, receive_by=order.receive_by + settings.ORDER_EXTEND_BY)
    order.events.create(
        kind=OrderEvent.Kind.EXTENDED,
        old=order.status,
        new=order.status,
        actor=actor,
        actor_user_id=actor_id,
        at=now,
    )
    return order


@transaction.atomic
def remind_unpaid(*, order_id: int, now: datetime) -> bool:
    """Tell the buyer once that the time to pay runs out; False if it is not due."""
    order = Order.objects.to_remind(now).locked().filter(pk=order_id).first()
    if order is None:
        return False
    order.write(remind_at=None)
    tell(order, "reminder", now=now)
    return True


def _receive(
    order: Order, *, now: datetime, actor: Actor, actor_id: int | None = None
) -> None:
    order.move_to(S.RECEIVED, at=now, actor=actor, actor_id=actor_id)
    order.write(complete_at=now + settings.ORDER_COMPLETE_AFTER)
    announce(order_received, Order, order_id=order.pk)
