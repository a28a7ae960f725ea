"""What the shop asks of every gateway.  Adding one is adding a folder and a line
in the registry.

No method runs inside a transaction.  A method that gets no clear answer raises
GatewayAway: the outcome is then unknown, never "failed".
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from payments.models import PaymentAttempt, Refund


@dataclass(frozen=True, kw_only=True)
class Capture:
    """Money that a gateway says it has taken.  Amount in whole currency."""

    out_trade_no: str
    trade_no: str
    amount: Decimal
    currency: str


class TradeStatus(Enum):
    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class TradeState:
    """The gateway's view of an attempt, with every capture it made for it."""

    status: TradeStatus
    captures: tuple[Capture, ...] = ()


class RefundAnswer(Enum):
    DONE = "done"
    PROCESSING = "processing"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class RefundState:
    answer: RefundAnswer
    gateway_number: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundNews:
    """What a callback says of a refund, by the shop's own number."""

    number: str
    amount: Decimal
    state: RefundState


@dataclass(frozen=True, kw_only=True)
class Message:
    """A callback whose signature was right.  `facts` holds no personal data."""

    event_id: str
    kind: str
    out_trade_no: str
    facts: dict[str, str]
    capture: Capture | None = None
    refund: RefundNews | None = None


class Gateway(Protocol):
    code: str
    label: str | Promise
    hint: str | Promise

    def is_offered(self, request: HttpRequest) -> bool:
        """Switched on, and usable in this browser?"""

    def start(self, attempt: PaymentAttempt, *, now: datetime) -> str:
        """Where the buyer's browser goes to pay.  Repeatable for one attempt."""

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        """What became of an attempt."""

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        """No money may come in any more; tells what had come before."""

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        """Send money back, under the refund's own number, once however often asked."""

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        """What became of a refund."""

    def read(self, request: HttpRequest, *, now: datetime) -> Message:
        """Check and read a callback.  Raises Forged."""

    def acknowledge(self) -> HttpResponse:
        """The answer that means: stored, do not send again."""
