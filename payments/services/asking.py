"""The shop asks the gateway itself, so that a lost callback loses nothing."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from payments.errors import GatewayAway
from payments.gateways.base import TradeState, TradeStatus
from payments.gateways.registry import gateway_of
from payments.gateways.watch import watched
from payments.models import PaymentAttempt
from payments.services.capturing import apply_capture
from payments.states import AttemptStatus

logger = logging.getLogger(__name__)

NOT_MORE_OFTEN_THAN = timedelta(seconds=2)
MARGIN = timedelta(minutes=5)  # clocks differ, and what was begun in time may end later
GIVE_UP_AFTER = timedelta(days=7)  # by then statements have told of it
OVER = (AttemptStatus.OPEN, AttemptStatus.CLOSED)


def ask_gateway(
    *, attempt_id: int, now: datetime, closing: bool = False
) -> TradeState | None:
    """Ask what became of an attempt and count what was captured.

    None when it was asked a moment ago (many waiting pages, one question).  With
    `closing`, the gateway is told to take no more money, whenever it was asked.  An
    attempt that the gateway has closed is closed here too, so that the buyer can
    start another; one that could still be paid there is asked about once more.
    Raises GatewayAway.  Not inside a transaction.
    """
    if not _claim(attempt_id, now) and not closing:
        return None
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    gateway = gateway_of(attempt.gateway)
    ask = gateway.close if closing else gateway.query
    with watched(attempt.gateway):
        state = ask(attempt, now=now)
    for capture in state.captures:
        apply_capture(gateway=attempt.gateway, capture=capture, now=now)
    if closing or state.status is TradeStatus.CLOSED:
        PaymentAttempt.objects.filter(pk=attempt_id, status__in=OVER).update(
            status=AttemptStatus.CLOSED,
            closed_at=Coalesce("closed_at", Value(now)),
            ask_again_at=_next_look(state, now),
        )
    return state


def ask_once_more(*, attempt_id: int, now: datetime) -> bool:
    """Find the money of somebody who paid after all, when no callback told of it.

    False when nothing is due (any more), or the gateway is away: then it is asked
    again after as long as it has been closed, and never after a week.
    """
    attempt = PaymentAttempt.objects.late(now).filter(pk=attempt_id).first()
    if attempt is None:
        return False
    closed_for = now - (attempt.closed_at or now)
    later = now + max(closed_for, MARGIN) if closed_for < GIVE_UP_AFTER else None
    mine = PaymentAttempt.objects.late(now).filter(pk=attempt_id)
    if not mine.update(ask_again_at=later):
        return False
    try:
        ask_gateway(attempt_id=attempt_id, now=now, closing=True)
    except GatewayAway:
        if later is None:
            logger.error("Attempt %s ends without its gateway's answer", attempt_id)
        return False
    return True


def _next_look(state: TradeState, now: datetime) -> datetime | None:
    """Nothing can come in later than that."""
    if state.payable_until is None:
        return None
    look_at = state.payable_until + MARGIN
    return look_at if look_at > now else None


def _claim(attempt_id: int, now: datetime) -> bool:
    rested = Q(asked_at=None) | Q(asked_at__lte=now - NOT_MORE_OFTEN_THAN)
    free = PaymentAttempt.objects.filter(rested, pk=attempt_id)
    return free.update(asked_at=now) == 1


def ask_about_order(*, order_id: int, now: datetime, closing: bool = False) -> None:
    """Every attempt of an order that may still bring money.

    One gateway that is away leaves none of the others unasked.  Raises GatewayAway.
    """
    attempts = PaymentAttempt.objects.filter(
        order_id=order_id, status=AttemptStatus.OPEN
    )
    away: GatewayAway | None = None
    for attempt_id in attempts.values_list("pk", flat=True):
        try:
            ask_gateway(attempt_id=attempt_id, now=now, closing=closing)
        except GatewayAway as error:
            away = error
    if away:
        raise away
