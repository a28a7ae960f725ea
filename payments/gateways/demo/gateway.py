"""The shop's side of the demo gateway.  Refuses to work in production."""

import json
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from payments.errors import Forged, MethodNotOffered
from payments.gateways.base import (
    Capture,
    Message,
    RefundAnswer,
    RefundState,
    TradeState,
    TradeStatus,
)
from payments.gateways.demo import bank
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, is_genuine
from payments.models import DemoRefund, DemoTrade, PaymentAttempt, Refund

MOST_BYTES = 16_384
LENGTHS = {
    "event_id": 80,
    "kind": 40,
    "out_trade_no": 32,
    "trade_no": 64,
    "amount": 20,
    "currency": 3,
}


class DemoGateway:
    """Pays with play money, over the same road as a real gateway."""

    code = "demo"
    label: str | Promise = _("Demo payment")
    hint: str | Promise = _("Play money, to try the shop")

    def is_offered(self, request: HttpRequest) -> bool:
        return bool(settings.DEMO_GATEWAY)

    def start(self, attempt: PaymentAttempt, *, now: datetime) -> str:
        if not settings.DEMO_GATEWAY:
            raise MethodNotOffered
        with override(settings.LANGUAGE_CODE):  # callbacks have no language
            callback = reverse("payments:callback", args=[self.code])
        bank.open_trade(
            out_trade_no=attempt.out_trade_no,
            amount=attempt.amount,
            currency=attempt.currency,
            notify_url=f"{settings.PAYMENT_NOTIFY_BASE_URL}{callback}",
            return_url=reverse("payments:return", args=[self.code]),
        )
        return reverse("payments:demo-cashier", args=[attempt.out_trade_no])

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        trades = bank.trades(attempt.out_trade_no)
        if not trades:
            return TradeState(status=TradeStatus.ABSENT)
        paid = [trade for trade in trades if trade.paid_at and trade.paid_at <= now]
        if paid:
            captures = tuple(_capture(trade) for trade in paid)
            return TradeState(status=TradeStatus.PAID, captures=captures)
        closed = trades[0].status == DemoTrade.Status.CLOSED
        return TradeState(status=TradeStatus.CLOSED if closed else TradeStatus.WAITING)

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        bank.close_trade(attempt.out_trade_no)
        return self.query(attempt, now=now)

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        made = bank.make_refund(
            trade_no=refund.attempt.trade_no or "",
            number=refund.number,
            amount=refund.amount,
            now=now,
        )
        return _refund_state(refund, made, RefundAnswer.FAILED)

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        known = bank.refund_named(refund.number, now=now)
        return _refund_state(refund, known, RefundAnswer.ABSENT)

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


def _capture(trade: DemoTrade) -> Capture:
    return Capture(
        out_trade_no=trade.out_trade_no,
        trade_no=trade.trade_no,
        amount=trade.amount,
        currency=trade.currency,
    )


def _refund_state(
    refund: Refund, known: DemoRefund | None, otherwise: RefundAnswer
) -> RefundState:
    answer = otherwise if known is None else RefundAnswer(known.status)
    return RefundState(answer=answer, gateway_number=f"DR-{refund.number}")


def _fact(value: object, most: int) -> str:
    """Raises ValueError for what our columns can't hold."""
    text = str(value)
    if not 0 < len(text) <= most or not text.isprintable():
        raise ValueError(value)
    return text


def _message(body: bytes) -> Message:
    """Raises Forged for a signed body that says nothing we understand."""
    try:
        said = json.loads(body)
        facts = {name: _fact(said[name], most) for name, most in LENGTHS.items()}
        amount = Decimal(facts["amount"])
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise Forged from error
    if not amount.is_finite():
        raise Forged
    event_id = facts.pop("event_id")
    capture = Capture(
        out_trade_no=facts["out_trade_no"],
        trade_no=facts["trade_no"],
        amount=amount,
        currency=facts["currency"],
    )
    return Message(
        event_id=event_id,
        kind=facts["kind"],
        out_trade_no=facts["out_trade_no"],
        facts=facts,
        capture=capture if facts["kind"] == "trade.paid" else None,
    )
