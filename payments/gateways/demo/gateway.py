"""The shop's side of the demo gateway.  Refuses to work in production."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from payments.errors import Forged, GatewayAway, MethodNotOffered
from payments.gateways.base import (
    NOBODY,
    Capture,
    Message,
    Payer,
    RefundAnswer,
    RefundNews,
    RefundState,
    StatementRow,
    Symptom,
    TradeState,
    TradeStatus,
)
from payments.gateways.demo.client import ask
from payments.gateways.demo.reading import Operation
from payments.gateways.demo.signing import (
    SIGNATURE,
    TIMESTAMP,
    is_genuine,
    pay_parameters,
)
from payments.models import PaymentAttempt, Refund
from shop.kernel.clock import elsewhere

MOST_BYTES = 16_384
LENGTHS = {
    "event_id": 80,
    "kind": 40,
    "out_trade_no": 32,
    "trade_no": 64,
    "amount": 20,
    "currency": 3,
}
REFUND_ANSWERS = {
    "refund.done": RefundAnswer.DONE,
    "refund.failed": RefundAnswer.FAILED,
}
UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


class DemoGateway:
    """Pays with play money, over the same road as a real gateway."""

    code = "demo"
    label: str | Promise = _("Demo payment")
    hint: str | Promise = _("Play money, to try the shop")

    zone: tzinfo = UTC
    needs: tuple[str, ...] = ("DEMO_GATEWAY",)

    def is_configured(self) -> bool:
        return bool(settings.DEMO_GATEWAY)

    def is_offered(self, request: HttpRequest) -> bool:
        return self.is_configured()

    def channel(self, request: HttpRequest) -> str:
        return ""

    def detour(self, request: HttpRequest, *, back: str) -> str | None:
        return None

    def payer(self, request: HttpRequest) -> Payer:
        return NOBODY

    def start(self, attempt: PaymentAttempt, *, payer: Payer, now: datetime) -> str:
        self._open(attempt, now=now)
        return reverse("payments:demo-cashier", args=[attempt.out_trade_no])

    def mini(
        self, attempt: PaymentAttempt, *, payer: Payer, now: datetime
    ) -> dict[str, str]:
        """In the shape of WeChat Pay's, for which it stands in."""
        self._open(attempt, now=now)
        return pay_parameters(attempt.out_trade_no, now=elsewhere(now))

    def _open(self, attempt: PaymentAttempt, *, now: datetime) -> None:
        if not settings.DEMO_GATEWAY:
            raise MethodNotOffered
        with override(settings.LANGUAGE_CODE):  # callbacks have no language
            callback = reverse("payments:callback", args=[self.code])
        ask(
            Operation.OPEN,
            now=now,
            out_trade_no=attempt.out_trade_no,
            amount=str(attempt.amount),
            currency=attempt.currency,
            notify_url=f"{settings.PAYMENT_NOTIFY_BASE_URL}{callback}",
            return_url=reverse("payments:return", args=[self.code]),
        )

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        said = ask(Operation.QUERY, now=now, out_trade_no=attempt.out_trade_no)
        return _trade_state(attempt, said)

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        said = ask(Operation.CLOSE, now=now, out_trade_no=attempt.out_trade_no)
        return _trade_state(attempt, said)

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        """The bank knows no such trade: then it has no money to send back either."""
        said = ask(
            Operation.REFUND,
            now=now,
            number=refund.number,
            trade_no=refund.attempt.trade_no or "",
            amount=str(refund.amount),
        )
        return _refund_state(refund, said, otherwise=RefundAnswer.FAILED)

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        said = ask(
            Operation.QUERY_REFUND,
            now=now,
            number=refund.number,
            trade_no=refund.attempt.trade_no or "",
        )
        return _refund_state(refund, said, otherwise=RefundAnswer.ABSENT)

    def read(self, request: HttpRequest, *, now: datetime) -> Message:
        if not settings.DEMO_GATEWAY or len(request.body) > MOST_BYTES:
            raise Forged
        genuine = is_genuine(
            request.body,
            timestamp=request.headers.get(TIMESTAMP, ""),
            signature=request.headers.get(SIGNATURE, ""),
            now=now,
        )
        if not genuine:
            raise Forged
        return _message(request.body)

    def acknowledge(self) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")

    def refuse(self, status: int) -> HttpResponse:
        return HttpResponse("refused", status=status, content_type="text/plain")

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        """Play money is in no books."""
        return iter(())

    def examine(self, *, now: datetime) -> Iterator[Symptom]:
        yield Symptom(is_well=True, text=str(_("Play money needs nothing.")))


def _trade_state(attempt: PaymentAttempt, said: dict[str, Any] | None) -> TradeState:
    """Raises GatewayAway for an answer that says nothing we understand."""
    if said is None:
        return TradeState(status=TradeStatus.ABSENT)
    try:
        trades = said["trades"]
        captures = tuple(
            Capture(
                out_trade_no=attempt.out_trade_no,
                trade_no=_fact(trade["trade_no"], LENGTHS["trade_no"]),
                amount=_amount(trade["amount"]),
                currency=_fact(trade["currency"], LENGTHS["currency"]),
            )
            for trade in trades
            if trade["status"] == "paid"
        )
        status = TradeStatus.PAID if captures else TradeStatus(trades[0]["status"])
    except UNREADABLE as error:
        raise GatewayAway from error
    return TradeState(status=status, captures=captures)


def _refund_state(
    refund: Refund, said: dict[str, Any] | None, *, otherwise: RefundAnswer
) -> RefundState:
    try:
        answer = otherwise if said is None else RefundAnswer(said["status"])
    except UNREADABLE as error:
        raise GatewayAway from error
    return RefundState(answer=answer, gateway_number=_gateway_number(refund.number))


def _gateway_number(refund_number: str) -> str:
    return f"DR-{refund_number}"


def _amount(value: object) -> Decimal:
    amount = Decimal(_fact(value, LENGTHS["amount"]))
    if not amount.is_finite():
        raise ValueError(value)
    return amount


def _fact(value: object, most: int) -> str:
    """Raises ValueError for what our columns can't hold."""
    text = str(value)
    if value is None or not 0 < len(text) <= most or not text.isprintable():
        raise ValueError(value)
    return text


def _message(body: bytes) -> Message:
    """Raises Forged for a signed body that says nothing we understand."""
    try:
        said = json.loads(body)
        facts = {name: _fact(said[name], most) for name, most in LENGTHS.items()}
        amount = _amount(facts["amount"])
        kind = facts["kind"]
        refund = _refund_news(said, amount) if kind in REFUND_ANSWERS else None
    except UNREADABLE as error:
        raise Forged from error
    event_id = facts.pop("event_id")
    capture = Capture(
        out_trade_no=facts["out_trade_no"],
        trade_no=facts["trade_no"],
        amount=amount,
        currency=facts["currency"],
    )
    return Message(
        event_id=event_id,
        kind=kind,
        out_trade_no=facts["out_trade_no"],
        facts=facts,
        capture=capture if kind == "trade.paid" else None,
        refund=refund,
    )


def _refund_news(said: dict[str, Any], amount: Decimal) -> RefundNews:
    number = _fact(said["refund_number"], 32)
    state = RefundState(
        answer=REFUND_ANSWERS[said["kind"]], gateway_number=_gateway_number(number)
    )
    return RefundNews(number=number, amount=amount, state=state)
