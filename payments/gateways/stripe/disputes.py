"""Chargebacks and inquiries, as Stripe tells of them."""

from datetime import UTC, datetime

from payments.gateways.base import DisputeNews
from payments.gateways.stripe.facts import Facts, id_of, sum_of, text
from payments.models import MoneyCase

Standing = MoneyCase.Standing
STANDINGS = {
    "needs_response": Standing.TO_ANSWER,
    "warning_needs_response": Standing.TO_ANSWER,
    "appeal_needs_response": Standing.TO_ANSWER,
    "under_review": Standing.EXAMINED,
    "warning_under_review": Standing.EXAMINED,
    "appeal_under_review": Standing.EXAMINED,
    "won": Standing.WON,
    "warning_closed": Standing.WON,
    "prevented": Standing.WON,
    "lost": Standing.LOST,
}


def is_dispute(kind: str) -> bool:
    return kind.startswith("charge.dispute.")


def news_of(dispute: Facts, *, said_at: datetime) -> DisputeNews:
    """A standing that is new to us is looked at by somebody."""
    amount, currency = sum_of(dispute)
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return DisputeNews(
        number=text(dispute["id"]),
        trade_no=id_of(dispute["payment_intent"]),
        amount=amount,
        currency=currency,
        standing=STANDINGS.get(dispute["status"], Standing.TO_ANSWER),
        said_at=said_at,
        answer_by=moment(due) if due else None,
    )


def moment(seconds: object) -> datetime:
    """Raises ValueError for what is no time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise ValueError("No time.")
    return datetime.fromtimestamp(min(max(seconds, 0), 2**32), tz=UTC)
