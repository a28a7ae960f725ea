"""Staff help a refund along."""

from datetime import datetime

from django.db import transaction

from orders.models import Order
from payments.errors import NothingToRefund
from payments.models import PaymentAttempt, Refund
from payments.services.refunding import request_refund, send_refund
from payments.states import IN_FLIGHT, RefundStatus


def hurry_refund(*, refund_id: int, now: datetime) -> bool:
    """Take a refund that waits for its next try to the gateway now.

    Under its own number, so it can't be paid out twice.  False when the gateway
    gave no answer, or it was no longer on its way.
    """
    Refund.objects.filter(pk=refund_id, status__in=IN_FLIGHT).update(next_try_at=now)
    return send_refund(refund_id=refund_id, now=now)


@transaction.atomic
def repeat_refund(
    *, refund_id: int, now: datetime, reason: str, actor_id: int | None
) -> Refund:
    """Ask again, under a new number, for what the gateway refused to send back.

    The second of two who try finds nothing left.  Raises NothingToRefund.
    """
    failed = Refund.objects.select_related("attempt").get(pk=refund_id)
    Order.objects.locked().get(pk=failed.attempt.order_id)
    attempt = PaymentAttempt.objects.locked().get(pk=failed.attempt_id)
    if failed.status != RefundStatus.FAILED or attempt.refundable <= 0:
        raise NothingToRefund
    return request_refund(
        attempt=attempt,
        amount=min(failed.amount, attempt.refundable),
        cause=Refund.Cause(failed.cause),
        now=now,
        reason=reason,
        actor_id=actor_id,
    )
