"""A gateway that says what the test wants it to say."""

from datetime import datetime

from payments.errors import GatewayAway
from payments.gateways.base import (
    RefundAnswer,
    RefundState,
    TradeState,
    TradeStatus,
)
from payments.models import PaymentAttempt, Refund


class Bank:
    """Knows no trade of itself; refunds get the answer that is set."""

    def __init__(self) -> None:
        self.answer: RefundAnswer | None = RefundAnswer.DONE

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        return TradeState(status=TradeStatus.WAITING)

    close = query

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        if self.answer is None:
            raise GatewayAway
        return RefundState(answer=self.answer, gateway_number=f"G-{refund.pk}")

    query_refund = refund
