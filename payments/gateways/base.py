"""What the shop asks of every gateway.  Adding one is adding a folder and a line
in the registry.

No method runs inside a transaction.  A method that gets no clear answer raises
GatewayAway: the outcome is then unknown, never "failed".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from payments.models import MoneyCase, PaymentAttempt, Refund


@dataclass(frozen=True, kw_only=True)
class Payer:
    """What a gateway is told of who pays.  `openid` is what WeChat calls them."""

    ip: str = ""
    language: str = ""
    openid: str = ""


NOBODY = Payer()


@dataclass(frozen=True, kw_only=True)
class Capture:
    """Money that a gateway says it has taken.  Amount in whole currency.

    `mismatch` says what of it is not ours (another merchant or app): it never
    settles an order, and the merchant decides.  `returned` is what went back of it
    altogether, by refunds of ours or not, as far as the gateway tells.
    """

    out_trade_no: str
    trade_no: str
    amount: Decimal
    currency: str
    mismatch: str = ""
    returned: Decimal = Decimal(0)


class TradeStatus(Enum):
    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class TradeState:
    """The gateway's view of an attempt, with every capture it made for it.

    `payable_until` is for what it could not close, not knowing of it yet: a buyer who
    has its page open may still pay.  The shop asks once more when that time is over.
    """

    status: TradeStatus
    captures: tuple[Capture, ...] = ()
    payable_until: datetime | None = None


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
class DisputeNews:
    """What a callback says of a payment that the buyer disputes at their bank.

    `said_at` is when the gateway said so: of two, the later one is how it stands.
    """

    number: str
    trade_no: str
    amount: Decimal
    currency: str
    standing: MoneyCase.Standing
    said_at: datetime
    answer_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """A callback whose signature was right.  `facts` holds no personal data.

    `kind` is `trade.paid` if, and only if, it tells of a `capture`; any other name
    may be the gateway's own.  What is not ours (of somebody who shares our account) is
    thanked for although no attempt of that number is known.  `trade_no` is told where
    there is no number of ours: thanked for, and kept until we know that payment.
    """

    event_id: str
    kind: str
    out_trade_no: str
    facts: dict[str, str]
    capture: Capture | None = None
    refund: RefundNews | None = None
    dispute: DisputeNews | None = None
    is_ours: bool = True
    trade_no: str = ""


class RowKind(Enum):
    PAYMENT = "payment"
    REFUND = "refund"
    OTHER = "other"  # fees, payouts: nothing that we have a row for


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One row of a gateway's own books.  Amounts in whole currency, never negative.

    `number` is ours (of the attempt or the refund), empty where the gateway has none.
    `gateway_number` is what a Capture calls `trade_no` and a RefundState
    `gateway_number`: by it a row is known, two payments under one number too.
    `payment_number` of a refund is the `gateway_number` of its payment, if it is told.
    A row is `strange` where all of ours carry our number and it does not: it is another
    application's, unless it is about a payment that we know.
    """

    kind: RowKind
    number: str
    gateway_number: str
    amount: Decimal
    currency: str
    happened_at: datetime
    fee: Decimal = Decimal(0)
    payment_number: str = ""
    is_strange: bool = False


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """One thing that was looked at, in plain words, without secrets."""

    is_well: bool
    text: str


class Gateway(Protocol):
    code: str
    label: str | Promise
    hint: str | Promise
    zone: tzinfo  # whose days its statements are of
    needs: tuple[str, ...]  # settings; of several names in one line, one is enough

    def is_configured(self) -> bool:
        """Is there all that it needs?"""

    def is_offered(self, request: HttpRequest) -> bool:
        """Switched on, and usable in this browser?"""

    def channel(self, request: HttpRequest) -> str:
        """Which of its ways fits this browser; empty where it has but one."""

    def detour(self, request: HttpRequest, *, back: str) -> str | None:
        """Where the browser has to go first, and then `back`; None if nowhere."""

    def payer(self, request: HttpRequest) -> Payer:
        """What it has to know of who pays."""

    def start(self, attempt: PaymentAttempt, *, payer: Payer, now: datetime) -> str:
        """Where the buyer's browser goes to pay.  Repeatable for one attempt."""

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        """What became of an attempt."""

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        """No money may come in any more, or it tells until when it may; and what had
        come before."""

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        """Send money back, under the refund's own number, once however often asked."""

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        """What became of a refund."""

    def read(self, request: HttpRequest, *, now: datetime) -> Message:
        """Check and read a callback.  Raises Forged."""

    def acknowledge(self) -> HttpResponse:
        """The answer that means: stored, do not send again."""

    def refuse(self, status: int) -> HttpResponse:
        """The answer that means: not stored, send again."""

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        """Its books of one of its days.  Raises StatementNotReady, GatewayAway.

        Where the newest are told first, rows later than `before` may be left out.
        """

    def examine(self, *, now: datetime) -> Iterator[Symptom]:
        """Keys, clock and one signed round trip, as far as they can be looked at."""


class MiniGateway(Protocol):
    """A gateway that pays in the mini-program as well."""

    code: str

    def is_configured(self) -> bool:
        """Is there all that it needs?"""

    def mini(
        self, attempt: PaymentAttempt, *, payer: Payer, now: datetime
    ) -> dict[str, str]:
        """For `wx.requestPayment`.  Repeatable for one attempt."""
