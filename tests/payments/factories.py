"""Payments to test with, at the demo gateway."""

from datetime import datetime
from typing import Any

from orders.models import Order
from payments.gateways.base import Capture
from payments.models import PaymentAttempt
from payments.services import apply_capture, open_attempt, start_payment
from payments.services.capturing import Outcome
from tests.conftest import NOON
from tests.orders.factories import make_order


def make_attempt(order: Order, *, now: datetime = NOON) -> PaymentAttempt:
    """An open attempt that the gateway has not heard of yet."""
    return open_attempt(order_id=order.pk, gateway="demo", now=now)


def start_attempt(order: Order, *, now: datetime = NOON) -> PaymentAttempt:
    """An open attempt with its trade in the demo bank's books."""
    start_payment(order_id=order.pk, gateway="demo", now=now)
    return order.attempts.open().get()


def make_capture(attempt: PaymentAttempt, **overrides: Any) -> Capture:
    facts = {
        "out_trade_no": attempt.out_trade_no,
        "trade_no": f"T-{attempt.pk}",
        "amount": attempt.amount,
        "currency": attempt.currency,
    }
    return Capture(**facts | overrides)


def capture(
    attempt: PaymentAttempt, *, now: datetime = NOON, **overrides: Any
) -> Outcome:
    """The gateway says that money came in."""
    return apply_capture(
        gateway="demo", capture=make_capture(attempt, **overrides), now=now
    )


def make_paid_order(*args: Any, **kwargs: Any) -> Order:
    """As `make_order`, and its money has come in."""
    order = make_order(*args, **kwargs)
    capture(make_attempt(order, now=order.placed_at), now=order.placed_at)
    order.refresh_from_db()
    return order
