"""Orders that end, seen from the money's side: the gateway is asked first."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from orders import services as orders
from orders.models import Order
from orders.states import Actor, OrderStatus
from payments.errors import GatewayAway, NothingToRefund
from payments.models import PaymentAttempt, Refund
from payments.services.asking import ask_about_order
from payments.services.refunding import request_refund
from payments.states import AttemptStatus

logger = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)


def expire_order(*, order_id: int, now: datetime) -> bool:
    """End an order that was not paid in time; False if it is not due (any more).

    Closes its attempts at the gateway first: money that came in the last moment
    settles the order instead.  A gateway that is away is waited for ten minutes;
    what it takes after that is refunded as late.
    """
    order = Order.objects.overdue(now).filter(pk=order_id).first()
    if order is None:
        return False
    try:
        ask_about_order(order_id=order_id, now=now, closing=True)
    except GatewayAway:
        if now - order.pay_by < PATIENCE:
            return False
        logger.warning("Order %s ends without its gateway's answer", order_id)
    return orders.expire_order(order_id=order_id, now=now)


def cancel_order(
    *,
    order_id: int,
    now: datetime,
    actor: Actor,
    actor_id: int | None = None,
    reason: str = "",
) -> None:
    """Cancel before shipping; what was paid goes back, all of it.

    Raises IllegalMove, GatewayAway; then nothing changed.
    """
    ask_about_order(order_id=order_id, now=now, closing=True)
    with transaction.atomic():
        order = orders.cancel_order(
            order_id=order_id, now=now, actor=actor, actor_id=actor_id, reason=reason
        )
        _send_all_back(order, now=now, reason=reason, actor_id=actor_id)


@transaction.atomic
def refund_order(
    *, order_id: int, now: datetime, reason: str, actor_id: int | None
) -> list[Refund]:
    """Staff give back everything that was paid and close the order.

    An order that has ended stays as it is: then this sends money again that a
    failed refund left behind.  Raises NothingToRefund, IllegalMove; then nothing
    changed.
    """
    order = Order.objects.locked().get(pk=order_id)
    refunds = _send_all_back(order, now=now, reason=reason, actor_id=actor_id)
    if not refunds:
        raise NothingToRefund
    if order.status not in (OrderStatus.CANCELLED, OrderStatus.REFUNDED):
        orders.refund_order_whole(
            order_id=order_id, now=now, actor_id=actor_id, reason=reason
        )
    return refunds


def _send_all_back(
    order: Order, *, now: datetime, reason: str, actor_id: int | None
) -> list[Refund]:
    captured = PaymentAttempt.objects.locked().filter(
        order=order, status=AttemptStatus.CAPTURED
    )
    return [
        request_refund(
            attempt=attempt,
            amount=attempt.refundable,
            cause=Refund.Cause.STAFF,
            reason=reason,
            actor_id=actor_id,
            now=now,
        )
        for attempt in captured
        if attempt.refundable > 0
    ]
