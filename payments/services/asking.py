"""The shop asks the gateway itself, so that a lost callback loses nothing."""

from datetime import datetime, timedelta

from django.db.models import Q

from payments.gateways.base import TradeState, TradeStatus
from payments.gateways.registry import gateway_of
from payments.gateways.watch import watched
from payments.models import PaymentAttempt
from payments.services.capturing import apply_capture
from payments.states import AttemptStatus

NOT_MORE_OFTEN_THAN = timedelta(seconds=2)


def ask_gateway(
    *, attempt_id: int, now: datetime, closing: bool = False
) -> TradeState | None:
    """Ask what became of an attempt and count what was captured.

    None when it was asked a moment ago (many waiting pages, one question).  With
    `closing`, the gateway is told to take no more money, whenever it was asked.  An
    attempt that the gateway has closed is closed here too, so that the buyer can
    start another.  Raises GatewayAway.  Not inside a transaction.
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
        PaymentAttempt.objects.filter(pk=attempt_id, status=AttemptStatus.OPEN).update(
            status=AttemptStatus.CLOSED, closed_at=now
        )
    return state


def _claim(attempt_id: int, now: datetime) -> bool:
    rested = Q(asked_at=None) | Q(asked_at__lte=now - NOT_MORE_OFTEN_THAN)
    free = PaymentAttempt.objects.filter(rested, pk=attempt_id)
    return free.update(asked_at=now) == 1


def ask_about_order(*, order_id: int, now: datetime, closing: bool = False) -> None:
    """Every attempt of an order that may still bring money."""
    attempts = PaymentAttempt.objects.filter(
        order_id=order_id, status=AttemptStatus.OPEN
    )
    for attempt_id in attempts.values_list("pk", flat=True):
        ask_gateway(attempt_id=attempt_id, now=now, closing=closing)
