"""Rows that payments writes from more than one place."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import rounded
from shop.kernel.prepared import prepared


@prepared
def attempts_numbered(*, gateway: str, number: str) -> QuerySet[PaymentAttempt]:
    """The one attempt of this number, or none."""
    return PaymentAttempt.objects.filter(gateway=gateway, out_trade_no=number)


def attempt_of(*, gateway: str, number: str, trade_no: str) -> PaymentAttempt | None:
    """By our number; where there is none by the gateway's, of money that we have
    counted or that waits for a decision."""
    if number:
        return next(iter(attempts_numbered(gateway=gateway, number=number)), None)
    if not trade_no:
        return None
    attempts = PaymentAttempt.objects.filter(gateway=gateway)
    cases = MoneyCase.objects.filter(trade_no=trade_no).values("attempt")
    return (
        attempts.filter(trade_no=trade_no).first()
        or attempts.filter(pk__in=cases).first()
    )


def refund_told_of(event: GatewayEvent) -> Refund | None:
    """The refund that a message is about: only one of its attempt's own order."""
    return Refund.objects.filter(
        number=event.facts.get("refund_number", ""),
        attempt__gateway=event.gateway,
        attempt__order__attempts=event.attempt_id,
    ).first()


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


def within_reach(amount: Decimal) -> Decimal:
    """Whatever a gateway says is written down, and a column takes only so much."""
    return rounded(max(min(amount, LARGEST_AMOUNT), -LARGEST_AMOUNT))
