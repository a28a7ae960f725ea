"""A gateway that keeps books, in memory, and says what it is told to say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from orders.models import Order
from payments.errors import GatewayAway
from payments.gateways.base import (
    Capture,
    RefundAnswer,
    RefundState,
    RowKind,
    StatementRow,
    Symptom,
    TradeState,
    TradeStatus,
)
from payments.models import PaymentAttempt, Refund
from payments.services import apply_capture, open_attempt
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_capture

DAY = date(2026, 11, 20)
MORNING = NOON + timedelta(hours=22)  # of the next day, when statements are there
CHINA = timezone(timedelta(hours=8))


class FakeGateway:
    """Its statement is `rows`; an exception among them is raised when it is reached."""

    code = label = "fake"
    needs: tuple[str, ...] = ()
    hint = ""

    def __init__(self, zone: tzinfo = UTC) -> None:
        self.zone = zone
        self.rows: dict[date, list[Any]] = {}
        self.captures: dict[str, list[Capture]] = {}
        self.refund_answer = RefundAnswer.PROCESSING
        self.asked: list[str] = []
        self.is_away = False
        self.is_newest_first = False
        self.told = 0
        self.symptoms: list[Symptom] = []

    def is_configured(self) -> bool:
        return True

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        for row in self.rows.get(day, []):
            if isinstance(row, Exception):
                raise row
            if self.is_newest_first and before and row.happened_at > before:
                continue
            self.told += 1
            yield row

    def refuse(self, status: int) -> HttpResponse:
        return HttpResponse("refused", status=status)

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        self.asked.append(attempt.out_trade_no)
        if self.is_away:
            raise GatewayAway
        captures = tuple(self.captures.get(attempt.out_trade_no, []))
        status = TradeStatus.PAID if captures else TradeStatus.WAITING
        return TradeState(status=status, captures=captures)

    close = query

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        self.asked.append(refund.number)
        return RefundState(answer=self.refund_answer)

    refund = query_refund

    def examine(self, *, now: datetime) -> Iterator[Symptom]:
        yield from self.symptoms

    def says(self, *rows: Any, day: date = DAY) -> None:
        """One day's statement, from now on."""
        self.rows[day] = list(rows)

    def took(self, attempt: PaymentAttempt, **overrides: Any) -> None:
        """Money that the shop was not told of."""
        taken = self.captures.setdefault(attempt.out_trade_no, [])
        taken.append(make_capture(attempt, **overrides))


def attempt_at_fake(order: Order | None = None) -> PaymentAttempt:
    order = order or make_order(make_variant())
    return open_attempt(order_id=order.pk, gateway="fake", now=order.placed_at)


def captured(at: datetime = NOON, **overrides: Any) -> PaymentAttempt:
    """A payment in our books, of a moment."""
    attempt = attempt_at_fake(make_order(make_variant(), now=at))
    apply_capture(gateway="fake", capture=make_capture(attempt, **overrides), now=at)
    attempt.refresh_from_db()
    return attempt


def row_of(attempt: PaymentAttempt, **overrides: Any) -> StatementRow:
    facts = {
        "kind": RowKind.PAYMENT,
        "number": attempt.out_trade_no,
        "gateway_number": attempt.trade_no or f"T-{attempt.pk}",
        "amount": attempt.amount,
        "currency": attempt.currency,
        "happened_at": attempt.captured_at or NOON,
        "fee": Decimal("0.20"),
    }
    return StatementRow(**facts | overrides)


def row_back(refund: Refund, **overrides: Any) -> StatementRow:
    facts = {
        "kind": RowKind.REFUND,
        "number": refund.number,
        "gateway_number": f"GR-{refund.pk}",
        "amount": refund.amount,
        "currency": refund.attempt.currency,
        "happened_at": NOON,
    }
    return StatementRow(**facts | overrides)


def fee_row(amount: str = "0.30", **overrides: Any) -> StatementRow:
    facts = {
        "kind": RowKind.OTHER,
        "number": "",
        "gateway_number": "FEE-1",
        "amount": Decimal(amount),
        "currency": "CNY",
        "happened_at": NOON,
    }
    return StatementRow(**facts | overrides)
