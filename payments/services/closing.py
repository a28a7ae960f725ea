"""Orders that end, seen from the money's side: the gateway is asked first."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders import services as orders
from orders.errors import IllegalMove
from orders.models import Order
from orders.refunding import everything_left
from orders.services.teaming import TEAM_FAILED
from orders.states import Actor, OrderStatus, may_move
from payments.errors import GatewayAway
from payments.models import Refund
from payments.services.asking import ask_about_order
from payments.services.giving_back import take_parts
from payments.services.limits import check_alone
from payments.services.refunding import Why
from shop.kernel.failpoints import failpoint
from shop.kernel.money import ZERO

logger = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)


def expire_order(*, order_id: int, now: datetime) -> bool:
    """End an order that was not paid in time; False if it is not due (any more).

    Closes its attempts at the gateway first: money that came in the last moment
    settles the order instead.  A gateway that is away is waited for ten minutes;
    what it takes after that revives the order or is refunded.
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
    failpoint("close.gateway_closed")
    return orders.expire_order(order_id=order_id, now=now)


def cancel_order(
    *,
    order_id: int,
    now: datetime,
    actor: Actor,
    reason: str = "",
    user: Any = None,
) -> None:
    """Cancel before shipping; what was paid goes back, all of it.

    `user` is who cancels, None for a guest; staff are held to their limit.  Raises
    IllegalMove, GatewayAway, NeedsSecondPerson; then nothing changed.
    """
    ask_about_order(order_id=order_id, now=now, closing=True)
    failpoint("close.gateway_closed")
    with transaction.atomic():
        order = Order.objects.locked().get(pk=order_id)
        sent_back = _send_all_back(
            order, now=now, actor=actor, reason=reason, user=user
        )
        orders.cancel_order(
            order_id=order_id,
            now=now,
            actor=actor,
            actor_id=user.pk if user else None,
            reason=reason,
            sent_back=sent_back,
        )


def give_up_team_order(*, order_id: int, now: datetime) -> bool:
    """The order's team has failed: it ends, and what was paid goes back, all of it.

    False if it has ended by now, or while its gateway is away.  Safe to repeat.
    """
    try:
        cancel_order(order_id=order_id, now=now, actor=Actor.CLOCK, reason=TEAM_FAILED)
    except (GatewayAway, IllegalMove):
        return False
    failpoint("team.half_refunded")
    return True


def _send_all_back(
    order: Order, *, now: datetime, actor: Actor, reason: str, user: Any
) -> Decimal:
    """The amount that goes back."""
    if not may_move(order.status, OrderStatus.CANCELLED, actor) or not order.paid_at:
        return ZERO
    parts = everything_left(order.lines.order_by("pk"))
    amount = sum((part.total for part in parts), ZERO)
    if not amount:
        return ZERO
    if actor == Actor.STAFF and user is not None:
        check_alone(user, order_id=order.pk, amount=amount, now=now)
    cause = _cause(actor, reason)
    why = Why(cause=cause, reason=reason, actor_id=user.pk if user else None)
    take_parts(order, parts=parts, why=why, now=now)
    return amount


def _cause(actor: Actor, reason: str) -> Refund.Cause:
    if reason == TEAM_FAILED:
        return Refund.Cause.TEAM
    return Refund.Cause.BUYER if actor == Actor.BUYER else Refund.Cause.STAFF
