"""Payments that a buyer disputes at their bank: shown to the merchant, who answers at
the payment service.  Nothing is booked here.
"""

import logging
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from orders.models import Order
from payments.gateways.base import DisputeNews
from payments.models import MoneyCase, PaymentAttempt
from payments.services.rows import within_reach

logger = logging.getLogger(__name__)

Kind, Standing = MoneyCase.Kind, MoneyCase.Standing
RANK = [Standing.TO_ANSWER, Standing.EXAMINED, Standing.LOST, Standing.WON]


@transaction.atomic
def note_dispute(*, attempt_id: int, news: DisputeNews, now: datetime) -> bool:
    """One case for each dispute, however often and in whatever order it is told of.

    What the gateway said later is how it stands; of one moment, what is further on.
    False when that was known.
    """
    order = Order.objects.locked().get(attempts=attempt_id)
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    case, is_new = MoneyCase.objects.get_or_create(
        kind=Kind.CHARGEBACK,
        attempt=attempt,
        number=news.number,
        defaults={
            "order": order,
            "trade_no": news.trade_no,
            "amount": within_reach(news.amount),
            "currency": news.currency,
            "standing": news.standing,
            "answer_by": news.answer_by,
            "said_at": news.said_at,
            "opened_at": now,
        },
    )
    if is_new:
        logger.warning("A payment of order %s is disputed", order.pk)
        return True
    if _rank(news.said_at, news.standing) <= _rank(case.said_at, case.standing):
        return False
    case.amount, case.currency = within_reach(news.amount), news.currency
    case.standing, case.said_at = news.standing, news.said_at
    case.answer_by = news.answer_by or case.answer_by
    case.save()
    return True


def _rank(said_at: datetime | None, standing: str) -> tuple[float, int]:
    return said_at.timestamp() if said_at else 0.0, RANK.index(Standing(standing))


def dispute_facts(news: DisputeNews | None) -> dict[str, str]:
    """As an event keeps them until it is worked on."""
    if news is None:
        return {}
    return {
        "dispute_number": news.number,
        "dispute_trade_no": news.trade_no,
        "dispute_amount": str(news.amount),
        "dispute_currency": news.currency,
        "dispute_standing": news.standing.value,
        "dispute_said_at": news.said_at.isoformat(),
        "dispute_answer_by": news.answer_by.isoformat() if news.answer_by else "",
    }


def read_dispute(facts: dict[str, str]) -> DisputeNews:
    """What `dispute_facts` has written."""
    answer_by = facts["dispute_answer_by"]
    return DisputeNews(
        number=facts["dispute_number"],
        trade_no=facts["dispute_trade_no"],
        amount=Decimal(facts["dispute_amount"]),
        currency=facts["dispute_currency"],
        standing=Standing(facts["dispute_standing"]),
        said_at=datetime.fromisoformat(facts["dispute_said_at"]),
        answer_by=datetime.fromisoformat(answer_by) if answer_by else None,
    )
