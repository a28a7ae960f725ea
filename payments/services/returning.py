"""Money that went back at the gateway itself, in its own back office."""

import logging
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum

from payments.gateways.base import Capture
from payments.models import MoneyCase, PaymentAttempt
from payments.services.rows import within_reach

logger = logging.getLogger(__name__)

Kind, Decision = MoneyCase.Kind, MoneyCase.Decision


def note_returned(*, attempt: PaymentAttempt, capture: Capture, now: datetime) -> bool:
    """Open a case for what went back beyond our own refunds; nothing is booked.

    Refunds of ours are set aside before their gateway hears of them, so they are never
    taken for somebody else's.  Each sum is told once; False when all of it was known.
    The caller holds the order.
    """
    attempt.refresh_from_db(fields=["refunded", "trade_no"])
    ours = attempt.refunded if attempt.trade_no == capture.trade_no else Decimal(0)
    more = capture.returned - ours - _told(attempt, capture.trade_no)
    if more <= 0:
        return False
    logger.error("Money of attempt %s went back outside the shop", attempt.pk)
    MoneyCase.objects.create(
        kind=Kind.RETURNED,
        order=attempt.order,
        attempt=attempt,
        trade_no=capture.trade_no,
        amount=within_reach(more),
        currency=capture.currency,
        opened_at=now,
    )
    return True


def _told(attempt: PaymentAttempt, trade_no: str) -> Decimal:
    """A strange sum that was settled at the gateway went back there, as was said."""
    settled = Q(kind=Kind.MISMATCH, decision=Decision.SETTLED)
    cases = MoneyCase.objects.filter(attempt=attempt, trade_no=trade_no)
    told = cases.filter(settled | Q(kind=Kind.RETURNED)).aggregate(sum=Sum("amount"))
    return told["sum"] or Decimal(0)
