"""Staff help a refund along."""

from datetime import datetime

from payments.models import Refund
from payments.services.refunding import send_refund
from payments.states import IN_FLIGHT


def hurry_refund(*, refund_id: int, now: datetime) -> bool:
    """Take a refund that waits for its next try to the gateway now.

    Under its own number, so it can't be paid out twice.  False when the gateway
    gave no answer, or it was no longer on its way.
    """
    Refund.objects.filter(pk=refund_id, status__in=IN_FLIGHT).update(next_try_at=now)
    return send_refund(refund_id=refund_id, now=now)
