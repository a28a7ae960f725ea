"""Orders that end before they are shipped, or after all money went back."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction

from catalog.services import count_sold
from orders.mails import tell
from orders.models import Order, OrderLine
from orders.pieces import by_variant
from orders.services.promising import free_pieces
from orders.services.teaming import TEAM_FAILED
from orders.signals import order_cancelled
from orders.states import HOLDING_STOCK, Actor, OrderStatus
from promotions.registry import give_promises_back
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.money import ZERO

UNPAID = "unpaid"


@transaction.atomic
def expire_order(*, order_id: int, now: datetime) -> bool:
    """Give up on an unpaid order and free its stock; False if it is not due.

    Safe to repeat, and safe against a payment arriving at the same moment:
    whoever locks the row first decides.  Announces `order_cancelled`.
    """
    order = Order.objects.overdue(now).locked().filter(pk=order_id).first()
    if order is None:
        return False
    _close(order, OrderStatus.CANCELLED, now=now, actor=Actor.CLOCK, reason=UNPAID)
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
    sent_back: Decimal = ZERO,
) -> Order:
    """Cancel an order before anything was shipped, and free its stock.

    Money that was paid is the caller's (payments') to send back: `sent_back` was so
    just now, and the buyer is told.  Announces `order_cancelled`.  Raises IllegalMove.
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
    mail = TEAM_FAILED if reason == TEAM_FAILED else ""
    tell(order, "cancelled", template=mail, now=now, sent_back=sent_back)
    return order


@transaction.atomic
def refund_order_whole(
    *, order_id: int, amount: Decimal, now: datetime, actor_id: int | None, reason: str
) -> Order:
    """Close an order all of whose money has gone back, `amount` of it just now:
    cancelled before shipping, refunded after.  Announces `order_cancelled`.  Raises IllegalMove.
    """
    order = Order.objects.locked().get(pk=order_id)
    unsent = (OrderStatus.AWAITING_SHIPMENT, OrderStatus.AWAITING_TEAM)
    ended = OrderStatus.CANCELLED if order.status in unsent else OrderStatus.REFUNDED
    _close(order, ended, now=now, actor=Actor.STAFF, actor_id=actor_id, reason=reason)
    tell(order, "refunded", now=now, amount=amount)
    return order


def is_timed_out(order: Order) -> bool:
    """Did it end only because the money did not come in time?"""
    last = order.events.filter(new=OrderStatus.CANCELLED).order_by("-pk").first()
    return last is not None and last.actor == Actor.CLOCK and last.reason == UNPAID


def _close(
    order: Order,
    status: OrderStatus,
    *,
    now: datetime,
    actor: Actor,
    actor_id: int | None = None,
    reason: str = "",
) -> None:
    lines = order.lines.all() if order.status in HOLDING_STOCK else ()
    held = [(line, line.left_to_ship) for line in lines]
    order.move_to(status, at=now, actor=actor, actor_id=actor_id, reason=reason)
    _let_go(order, held, now)
    failpoint("close.stock_returned")
    if order.paid_at:
        lines = order.lines.all()
        count_sold(
            by_variant((line.variant_id, -line.left_to_refund) for line in lines)
        )
    transaction.on_commit(partial(failpoint, "close.after_commit"))
    announce(order_cancelled, Order, order_id=order.pk)


def _let_go(order: Order, held: Iterable[tuple[OrderLine, int]], now: datetime) -> None:
    """Everything it held, in the order of locks."""
    names, number = order.promises, order.number
    give_promises_back(names, number, after_stock=False, now=now)
    free_pieces(order, pieces=held, now=now)
    give_promises_back(names, number, after_stock=True, now=now)
