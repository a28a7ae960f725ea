"""The one door through which money reaches an order."""

import logging
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from orders.models import Order
from orders.services import lock_order, record_capture, revive_order, settle_order
from payments.gateways.base import Capture
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.services.refunding import Why, request_refund
from payments.services.returning import note_returned
from payments.services.rows import attempt_beside, attempts_numbered, within_reach
from payments.states import AttemptStatus
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import change, insert

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a capture that a gateway told us of."""

    SETTLED = _("settled the order")
    REVIVED = _("came after the time-out and revived the order")
    REPEATED = _("known already")
    RETURNED = _("went back outside the shop")
    REFUNDED = _("refunded: the order needs no money")
    DISPUTED = _("amount or currency differs")
    UNKNOWN = _("no such attempt")


@transaction.atomic(savepoint=False)
def apply_capture(*, gateway: str, capture: Capture, now: datetime) -> Outcome:
    """Count money once, whoever tells of it and however often.

    Locks the order, then its attempt; compares amount and currency; settles the
    order.  Where it has ended by its time-out and the goods are still there it is
    revived; where it is paid already, has ended otherwise or costs something else
    by now, a refund of the surplus is asked for in the same transaction.  A
    difference never settles: the attempt is disputed and the merchant decides.  What
    went back at the gateway itself is a case, and settles nothing if it was all.
    """
    number = capture.out_trade_no
    found = attempts_numbered(gateway=gateway, number=number)
    if not found:
        return Outcome.UNKNOWN
    order = lock_order(found[0].order_id)
    known = next(iter(_known(gateway=gateway, trade_no=capture.trade_no)), None)
    if known is not None:
        is_news = capture.returned and note_returned(
            attempt=known, capture=capture, now=now
        )
        return Outcome.RETURNED if is_news else Outcome.REPEATED
    attempt = _locked(attempt_id=found[0].pk)[0]
    if 0 < capture.amount <= capture.returned:
        is_news = note_returned(attempt=attempt, capture=capture, now=now)
        return Outcome.RETURNED if is_news else Outcome.REPEATED
    said = (capture.amount, capture.currency, capture.mismatch)
    if said != (attempt.amount, attempt.currency, ""):
        return _dispute(attempt, capture, now)
    if attempt.captured:
        attempt = attempt_beside(attempt, amount=attempt.amount, now=now)
    attempt.capture(trade_no=capture.trade_no, at=now)
    attempt.settles = order.is_unpaid and attempt.amount == order.total
    _write(attempt)
    record_capture(order, amount=attempt.amount)
    outcome = _use(order, attempt, now)
    if capture.returned:
        note_returned(attempt=attempt, capture=capture, now=now)
    return outcome


def _write(attempt: PaymentAttempt) -> None:
    if attempt.pk is None:
        insert([attempt])
    else:
        change(attempt, "status", "trade_no", "captured", "captured_at", "settles")


def _use(order: Order, attempt: PaymentAttempt, now: datetime) -> Outcome:
    """For what the order needs, or back to where it came from."""
    if attempt.settles:
        settle_order(order, now=now)
        return Outcome.SETTLED
    is_due = attempt.amount == order.total and order.paid_at is None
    if is_due and revive_order(order, now=now):
        attempt.settles = True
        attempt.save(update_fields=["settles"])
        return Outcome.REVIVED
    why = Why(cause=_cause(order))
    request_refund(attempt=attempt, amount=attempt.amount, why=why, now=now)
    return Outcome.REFUNDED


def _cause(order: Order) -> Refund.Cause:
    if order.paid_at and order.total:
        return Refund.Cause.SURPLUS
    if order.paid_at:
        return Refund.Cause.OUTDATED  # nothing is to be paid for it any more
    return Refund.Cause.OUTDATED if order.is_unpaid else Refund.Cause.LATE


@prepared
def _locked(attempt_id: int) -> QuerySet[PaymentAttempt]:
    return PaymentAttempt.objects.locked().filter(pk=attempt_id)


@prepared
def _known(gateway: str, trade_no: str) -> QuerySet[PaymentAttempt]:
    return PaymentAttempt.objects.filter(gateway=gateway, trade_no=trade_no)


def _dispute(attempt: PaymentAttempt, capture: Capture, now: datetime) -> Outcome:
    """Every differing capture is one case, however often it is told of."""
    logger.error("Capture of attempt %s differs from it", attempt.pk)
    if attempt.status in (AttemptStatus.OPEN, AttemptStatus.CLOSED):
        attempt.turn(AttemptStatus.DISPUTED)
    told = f"{capture.amount} {capture.currency} ({capture.trade_no})"
    attempt.note = f"{told} {capture.mismatch}".strip()[:200]
    attempt.save(update_fields=["note", "status"])
    MoneyCase.objects.get_or_create(
        kind=MoneyCase.Kind.MISMATCH,
        attempt=attempt,
        trade_no=capture.trade_no,
        defaults={
            "order": attempt.order,
            "amount": within_reach(capture.amount),
            "currency": capture.currency,
            "opened_at": now,
        },
    )
    return Outcome.DISPUTED
