"""The one door through which money reaches an order."""

import logging
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orders.models import Order
from orders.services import record_capture
from orders.services.money import settle_order
from payments.gateways.base import Capture
from payments.models import PaymentAttempt, Refund
from payments.services.refunding import request_refund
from payments.states import AttemptStatus

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a capture that a gateway told us of."""

    SETTLED = _("settled the order")
    REPEATED = _("known already")
    REFUNDED = _("refunded: the order needs no money")
    DISPUTED = _("amount or currency differs")
    UNKNOWN = _("no such attempt")


@transaction.atomic
def apply_capture(*, gateway: str, capture: Capture, now: datetime) -> Outcome:
    """Count money once, whoever tells of it and however often.

    Locks the order, then its attempt; compares amount and currency; settles the
    order, or – when it is paid already or has ended – asks for a refund of the
    surplus in the same transaction.  A difference never settles: the attempt is
    disputed, for the merchant to look at.
    """
    order_id = (
        PaymentAttempt.objects.filter(
            gateway=gateway, out_trade_no=capture.out_trade_no
        )
        .values_list("order_id", flat=True)
        .first()
    )
    if order_id is None:
        return Outcome.UNKNOWN
    order = Order.objects.locked().get(pk=order_id)
    if _is_known(gateway, capture):
        return Outcome.REPEATED
    attempt = PaymentAttempt.objects.locked().get(
        gateway=gateway, out_trade_no=capture.out_trade_no
    )
    if (capture.amount, capture.currency) != (attempt.amount, attempt.currency):
        return _dispute(attempt, capture)
    if attempt.captured:
        attempt = _second_capture_of(attempt, now)
    _capture(attempt, capture, now)
    record_capture(order, amount=attempt.amount)
    if order.is_unpaid:
        attempt.settles = True
        attempt.save(update_fields=["settles"])
        settle_order(order, now=now)
        return Outcome.SETTLED
    cause = Refund.Cause.SURPLUS if order.paid_at else Refund.Cause.LATE
    request_refund(attempt=attempt, amount=attempt.amount, cause=cause, now=now)
    return Outcome.REFUNDED


def _is_known(gateway: str, capture: Capture) -> bool:
    return PaymentAttempt.objects.filter(
        gateway=gateway, trade_no=capture.trade_no
    ).exists()


def _dispute(attempt: PaymentAttempt, capture: Capture) -> Outcome:
    logger.error("Capture of attempt %s differs from it", attempt.pk)
    note = f"{capture.amount} {capture.currency} ({capture.trade_no})"[:200]
    attempt.note = note
    if attempt.status in (AttemptStatus.OPEN, AttemptStatus.CLOSED):
        attempt.turn(AttemptStatus.DISPUTED)
    attempt.save(update_fields=["note", "status"])
    return Outcome.DISPUTED


def _second_capture_of(attempt: PaymentAttempt, now: datetime) -> PaymentAttempt:
    """A row of its own for money that came a second time under one number."""
    count = attempt.order.attempts.filter(
        out_trade_no__startswith=f"{attempt.out_trade_no}-"
    ).count()
    return PaymentAttempt(
        order=attempt.order,
        gateway=attempt.gateway,
        channel=attempt.channel,
        out_trade_no=f"{attempt.out_trade_no}-{count + 2}",
        amount=attempt.amount,
        currency=attempt.currency,
        opened_at=now,
    )


def _capture(attempt: PaymentAttempt, capture: Capture, now: datetime) -> None:
    attempt.turn(AttemptStatus.CAPTURED)
    attempt.trade_no = capture.trade_no
    attempt.captured = attempt.amount
    attempt.captured_at = now
    attempt.save()
