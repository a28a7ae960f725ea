"""Payments to test with, at the demo gateway."""

import json
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from orders.models import Order
from payments.gateways.base import Capture
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import PaymentAttempt, Refund
from payments.services import (
    Why,
    Wish,
    apply_capture,
    open_attempt,
    refund_order,
    start_payment,
)
from payments.services.capturing import Outcome
from shop.kernel.clock import now as read_clock
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


def signed(body: bytes, *, now: datetime | None = None) -> dict[str, str]:
    """The headers with which the demo bank sends a body."""
    timestamp = str(int((now or read_clock()).timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: sign(body, timestamp)}


def paid_body(attempt: PaymentAttempt, **overrides: Any) -> bytes:
    """What the demo bank says when a trade was paid."""
    facts = {
        "event_id": f"paid-T-{attempt.pk}",
        "kind": "trade.paid",
        "out_trade_no": attempt.out_trade_no,
        "trade_no": f"T-{attempt.pk}",
        "amount": str(attempt.amount),
        "currency": attempt.currency,
    }
    return json.dumps(facts | overrides).encode()


def post_paid(client: Client, attempt: PaymentAttempt, **overrides: Any) -> Any:
    """A genuine callback."""
    body = paid_body(attempt, **overrides)
    return client.post(
        reverse("payments:callback", args=["demo"]),
        body,
        content_type="application/json",
        headers=signed(body),
    )


def staff_reason(reason: str = "broken", **facts: Any) -> Why:
    return Why(cause=Refund.Cause.STAFF, reason=reason, **facts)


def whole_refund(
    order: Order, *, now: datetime = NOON, reason: str = "broken"
) -> Refund:
    return refund_order(order_id=order.pk, now=now, why=staff_reason(reason))


def pieces_back(order: Order, *quantities: int, **wish: Any) -> Refund:
    """So many pieces of the first line, of the second line…"""
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    pieces = dict(zip(lines, quantities, strict=False))
    return refund_order(
        order_id=order.pk,
        now=NOON,
        why=staff_reason(),
        wish=Wish(pieces=pieces, **wish),
    )
