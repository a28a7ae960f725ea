"""Money goes back: an intent in the database first, then the gateway, under one
number until it gives a final answer.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import F

from orders.models import Order
from orders.refunding import LinePart
from orders.services import record_refund, take_back_refund
from payments.errors import GatewayAway, NothingToRefund
from payments.gateways.base import RefundAnswer, RefundState
from payments.gateways.registry import gateway_of
from payments.gateways.watch import watched
from payments.models import MoneyCase, PaymentAttempt, Refund, RefundLine
from payments.signals import refund_requested
from payments.states import REFUND_MOVES, RefundStatus
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.fields import A

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
WAITS = [timedelta(seconds=s) for s in (10, 30, 60, 300, 900, 3600)]
STATUS_OF = {
    RefundAnswer.DONE: RefundStatus.DONE,
    RefundAnswer.PROCESSING: RefundStatus.PROCESSING,
    RefundAnswer.FAILED: RefundStatus.FAILED,
}


@dataclass(frozen=True, kw_only=True)
class Why:
    """What a refund is for, who wanted it, and which lines of the order it is of.

    `repeats` is a refund that failed and is made again by this one.
    """

    cause: Refund.Cause
    reason: str = ""
    actor_id: int | None = None
    approved_by_id: int | None = None
    parts: Sequence[LinePart] = ()
    repeats: Refund | None = None


def request_refund(
    *, attempt: PaymentAttempt, amount: Decimal, why: Why, now: datetime
) -> Refund:
    """Set an amount aside on the attempt and write the refund that will send it.

    The check and the change are one UPDATE, so parallel refunds never exceed what
    was captured.  Runs in the caller's transaction, which holds the order.
    Announces `refund_requested`.  Raises NothingToRefund.
    """
    refund = write_refund(attempt=attempt, amount=amount, why=why, now=now)
    transaction.on_commit(partial(failpoint, "refund.intent_committed"))
    announce(refund_requested, Refund, refund_id=refund.pk)
    return refund


def write_refund(
    *,
    attempt: PaymentAttempt,
    amount: Decimal,
    why: Why,
    now: datetime,
    by_hand: bool = False,
) -> Refund:
    """The rows of a refund; one that staff paid by hand is done already."""
    enough = PaymentAttempt.objects.filter(
        pk=attempt.pk, captured__gte=A("refunded") + amount
    )
    if amount <= 0 or not enough.update(refunded=A("refunded") + amount):
        raise NothingToRefund
    record_refund(attempt.order, amount=amount)
    refund = Refund.objects.create(
        attempt=attempt,
        number=f"R{secrets.token_hex(12)}1",
        status=RefundStatus.DONE if by_hand else RefundStatus.REQUESTED,
        cause=why.cause,
        reason=why.reason[:200],
        amount=amount,
        by_hand=by_hand,
        repeats=why.repeats,
        actor_id=why.actor_id,
        approved_by_id=why.approved_by_id,
        requested_at=now,
        next_try_at=None if by_hand else now,
        done_at=now if by_hand else None,
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, **asdict(part)) for part in why.parts
    )
    return refund


def send_refund(*, refund_id: int, now: datetime) -> bool:
    """Bring a refund one step further; False when it is not due or somebody has it.

    First sent, then – after an unknown outcome – only asked about, and sent again
    under the same number where the gateway has never heard of it.
    """
    if not _lease(refund_id, now):
        return False
    refund = Refund.objects.select_related("attempt").get(pk=refund_id)
    try:
        with watched(refund.attempt.gateway):
            state = _ask(refund, now)
    except GatewayAway:
        _note_unknown(refund_id, now)
        return False
    failpoint("refund.gateway_refunded")
    note_refund_answer(refund_number=refund.number, state=state, now=now)
    failpoint("refund.after_commit")
    return True


def ask_about_refund(*, refund_id: int, now: datetime) -> None:
    """Ask what became of a refund that ended: one that was done may have failed later.

    A refund that the gateway does not know (any more) is left as it is.  Raises
    GatewayAway.  Not inside a transaction.
    """
    refund = Refund.objects.select_related("attempt").get(pk=refund_id, by_hand=False)
    with watched(refund.attempt.gateway):
        state = gateway_of(refund.attempt.gateway).query_refund(refund, now=now)
    note_refund_answer(refund_number=refund.number, state=state, now=now)


def _ask(refund: Refund, now: datetime) -> RefundState:
    gateway = gateway_of(refund.attempt.gateway)
    if refund.status == RefundStatus.REQUESTED and refund.tries == 1:
        return gateway.refund(refund, now=now)
    state = gateway.query_refund(refund, now=now)
    if state.answer is RefundAnswer.ABSENT:
        state = gateway.refund(refund, now=now)
    return state


@transaction.atomic
def note_refund_answer(
    *, refund_number: str, state: RefundState, now: datetime
) -> bool:
    """Write down what the gateway says of a refund, however often it says so.

    Failed for good: the money is here again and a case of the queue “money to
    decide” holds it.  False when that was known, or can't follow what was known.
    Lock order: the order's row comes before the refund's.
    """
    order = (
        Order.objects.locked().filter(attempts__refunds__number=refund_number).first()
    )
    if order is None:
        return False
    refund = Refund.objects.locked().get(number=refund_number)
    status = STATUS_OF.get(state.answer, RefundStatus.UNKNOWN)
    if status == refund.status == RefundStatus.PROCESSING:
        _try_later(refund, now)
        return False
    if status not in REFUND_MOVES[refund.status]:
        return False
    refund.status, refund.gateway_number = status, state.gateway_number
    refund.note = state.note[:200]
    if status == RefundStatus.DONE:
        refund.done_at, refund.next_try_at = now, None
    elif status == RefundStatus.FAILED:
        refund.next_try_at = None
        _give_up(order, refund, now)
    else:
        refund.next_try_at = now + _wait(refund)
    refund.save()
    return True


def _lease(refund_id: int, now: datetime) -> bool:
    due = Refund.objects.due(now).filter(pk=refund_id)
    return due.update(next_try_at=now + LEASE, tries=F("tries") + 1) == 1


@transaction.atomic
def _note_unknown(refund_id: int, now: datetime) -> None:
    refund = Refund.objects.locked().get(pk=refund_id)
    if refund.is_final:
        return  # a callback was quicker
    if refund.status == RefundStatus.REQUESTED:
        refund.status = RefundStatus.UNKNOWN
    _try_later(refund, now)


def _try_later(refund: Refund, now: datetime) -> None:
    refund.next_try_at = now + _wait(refund)
    refund.save(update_fields=["status", "next_try_at"])


def _wait(refund: Refund) -> timedelta:
    return WAITS[max(min(refund.tries, len(WAITS)), 1) - 1]


def _give_up(order: Order, refund: Refund, now: datetime) -> None:
    """The order's lines still count as paid back: the buyer is owed this money."""
    logger.error("Refund %s failed", refund.pk)
    attempts = PaymentAttempt.objects.filter(pk=refund.attempt_id)
    attempts.update(refunded=A("refunded") - refund.amount)
    take_back_refund(order, amount=refund.amount)
    MoneyCase.objects.create(
        kind=MoneyCase.Kind.REFUND_FAILED,
        order=order,
        attempt_id=refund.attempt_id,
        refund=refund,
        amount=refund.amount,
        currency=order.currency,
        opened_at=now,
    )
