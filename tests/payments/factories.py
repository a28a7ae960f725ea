"""Payments to test with, at the demo gateway."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from catalog.models import Variant
from orders.models import Order
from orders.services import Adjustment, Parcel, ship_order
from payments.gateways.base import Capture, RefundAnswer, RefundState
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.services import (
    Why,
    Wish,
    adjust_price,
    apply_capture,
    note_refund_answer,
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


def sum_back(order: Order, amount: str, **wish: Any) -> Refund:
    """A sum for no piece in particular."""
    return refund_order(
        order_id=order.pk,
        now=NOON,
        why=staff_reason(),
        wish=Wish(amount=Decimal(amount), **wish),
    )


def answer(refund: Refund, said: RefundAnswer, *, now: datetime = NOON) -> bool:
    """The gateway says what became of a refund; was that news?"""
    is_news = note_refund_answer(
        refund_number=refund.number, state=RefundState(answer=said), now=now
    )
    refund.refresh_from_db()
    return is_news


def fail(refund: Refund) -> MoneyCase:
    """The gateway refuses it for good; the case that somebody has to decide."""
    answer(refund, RefundAnswer.FAILED)
    return refund.case


def ship_some(order: Order, *quantities: int, number: str = "SF1") -> Order:
    """So many pieces of the first line, of the second line… in one parcel."""
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    pieces = dict(zip(lines, quantities, strict=False))
    parcel = Parcel(carrier="SF", tracking_number=number, pieces=pieces)
    ship_order(order_id=order.pk, parcel=parcel, now=NOON)
    order.refresh_from_db()
    return order


def make_reduced_order(*variants: Variant, off: str, quantity: int = 1) -> Order:
    """A paid order whose price was reduced by agreement."""
    order = make_order(*variants, quantity=quantity)
    adjust_price(
        order_id=order.pk,
        adjustment=Adjustment(
            reduction=Decimal(off), shipping=order.shipping_amount, reason="agreed"
        ),
        now=NOON,
        actor_id=None,
    )
    capture(make_attempt(order))
    order.refresh_from_db()
    return order
