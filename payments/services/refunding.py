"""Money goes back: an intent in the database first, then the gateway, under one
number until it gives a final answer.
"""

import logging
import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from orders.models import Order
from orders.services import record_refund, take_back_refund
from payments.errors import GatewayAway, NothingToRefund
from payments.gateways.base import RefundAnswer, RefundState
from payments.gateways.registry import gateway_named
from payments.models import PaymentAttempt, Refund
from payments.signals import refund_requested
from payments.states import IN_FLIGHT, REFUND_MOVES, RefundStatus
from shop.kernel.events import announce
from shop.kernel.fields import A

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
WAITS = [timedelta(seconds=s) for s in (10, 30, 60, 300, 900, 3600)]


def request_refund(
    *,
    attempt: PaymentAttempt,
    amount: Decimal,
    cause: Refund.Cause,
    now: datetime,
    reason: str = "",
    actor_id: int | None = None,
) -> Refund:
    """Set an amount aside on the attempt and write the refund that will send it.

    The check and the change are one UPDATE, so parallel refunds never exceed what
    was captured.  Runs in the caller's transaction, which holds the order.
    Announces `refund_requested`.  Raises NothingToRefund.
    """
    enough = PaymentAttempt.objects.filter(
        pk=attempt.pk, captured__gte=A("refunded") + amount
    )
    if amount <= 0 or not enough.update(refunded=A("refunded") + amount):
        raise NothingToRefund
    record_refund(attempt.order, amount=amount)
    refund = Refund.objects.create(
        attempt=attempt,
        number=f"R{secrets.token_hex(12)}1",
        cause=cause,
        reason=reason[:200],
        amount=amount,
        actor_id=actor_id,
        requested_at=now,
        next_try_at=now,
    )
    announce(refund_requested, Refund, refund_id=refund.pk)
    return refund


def send_refund(*, refund_id: int, now: datetime) -> bool:
    """Bring a refund one step further; False when it is not due or somebody has it.

    First sent, then – after an unknown outcome – only asked about, and sent again
    under the same number where the gateway has never heard of it.
    """
    if not _lease(refund_id, now):
        return False
    refund = Refund.objects.select_related("attempt").get(pk=refund_id)
    gateway = gateway_named(refund.attempt.gateway)
    try:
        if refund.status == RefundStatus.REQUESTED and refund.tries == 1:
            state = gateway.refund(refund, now=now)
        else:
            state = gateway.query_refund(refund, now=now)
            if state.answer is RefundAnswer.ABSENT:
                state = gateway.refund(refund, now=now)
    except GatewayAway:
        _note_unknown(refund_id, now)
        return False
    _note_answer(refund_id, state, now)
    return True


def _lease(refund_id: int, now: datetime) -> bool:
    due = Refund.objects.due(now).filter(pk=refund_id)
    return due.update(next_try_at=now + LEASE, tries=F("tries") + 1) == 1


@transaction.atomic
def _note_unknown(refund_id: int, now: datetime) -> None:
    refund = Refund.objects.locked().get(pk=refund_id)
    if refund.status == RefundStatus.REQUESTED:
        refund.status = RefundStatus.UNKNOWN
    refund.next_try_at = now + WAITS[min(refund.tries, len(WAITS)) - 1]
    refund.save(update_fields=["status", "next_try_at"])


@transaction.atomic
def _note_answer(refund_id: int, state: RefundState, now: datetime) -> None:
    """Lock order: the order's row comes before the refund's (house §8)."""
    order = Order.objects.locked().get(attempts__refunds=refund_id)
    refund = Refund.objects.locked().get(pk=refund_id)
    status = {
        RefundAnswer.DONE: RefundStatus.DONE,
        RefundAnswer.PROCESSING: RefundStatus.PROCESSING,
        RefundAnswer.FAILED: RefundStatus.FAILED,
    }.get(state.answer, RefundStatus.UNKNOWN)
    if refund.status not in IN_FLIGHT or status not in REFUND_MOVES[refund.status]:
        return
    refund.status, refund.gateway_number = status, state.gateway_number
    refund.note = state.note[:200]
    if status == RefundStatus.DONE:
        refund.done_at, refund.next_try_at = now, None
    elif status == RefundStatus.FAILED:
        logger.error("Refund %s failed", refund.pk)
        refund.next_try_at = None
        PaymentAttempt.objects.filter(pk=refund.attempt_id).update(
            refunded=A("refunded") - refund.amount
        )
        take_back_refund(order, amount=refund.amount)
    refund.save()
