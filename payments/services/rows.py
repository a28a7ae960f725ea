"""Rows that payments writes from more than one place."""

from datetime import datetime
from decimal import Decimal

from payments.models import PaymentAttempt


def attempt_beside(
    attempt: PaymentAttempt, *, amount: Decimal, now: datetime
) -> PaymentAttempt:
    """A row of its own, not saved yet, for more money under one number."""
    others = attempt.order.attempts.filter(
        out_trade_no__startswith=f"{attempt.out_trade_no}-"
    )
    return PaymentAttempt(
        order=attempt.order,
        gateway=attempt.gateway,
        channel=attempt.channel,
        out_trade_no=f"{attempt.out_trade_no}-{others.count() + 2}",
        amount=amount,
        currency=attempt.currency,
        opened_at=now,
    )
