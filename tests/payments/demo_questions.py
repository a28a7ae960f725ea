"""The demo gateway's five questions, and a bank on HTTP that answers all alike."""

import json
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from orders.models import Order
from payments.gateways.base import NOBODY
from payments.gateways.demo.gateway import DemoGateway
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.payments.factories import make_paid_order, signed, whole_refund

POST = "payments.gateways.demo.client.requests.post"
BANK_URL = "http://bank.example"
GATEWAY = DemoGateway()
EVERY = ["open", "query", "close", "refund", "query-refund"]


class Asking:
    """Asks the bank about an order's payment and its refund."""

    def __init__(self, order: Order) -> None:
        self.attempt, self.refund = order.attempts.get(), whole_refund(order)

    def ask(self, operation: str) -> Any:
        ask, subject = {
            "open": (partial(GATEWAY.start, payer=NOBODY), self.attempt),
            "query": (GATEWAY.query, self.attempt),
            "close": (GATEWAY.close, self.attempt),
            "refund": (GATEWAY.refund, self.refund),
            "query-refund": (GATEWAY.query_refund, self.refund),
        }[operation]
        return ask(subject, now=NOON)

    def about(self, operation: str) -> dict[str, Any]:
        """What an answer repeats of the question."""
        is_refund = operation in ("refund", "query-refund")
        number = self.refund.number if is_refund else self.attempt.out_trade_no
        return {"operation": operation, "number": number}


@pytest.fixture
def asking(settings, monkeypatch: pytest.MonkeyPatch) -> Asking:
    settings.DEMO_BANK_URL = BANK_URL
    monkeypatch.setattr("payments.gateways.demo.client.read_clock", lambda: NOON)
    return Asking(make_paid_order(make_variant()))


class Bank:
    """Gives this answer, and remembers how it was asked."""

    def __init__(self, status: int, body: object, **headers: str) -> None:
        self.status, self.headers = status, headers
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, url: str, **how: Any) -> SimpleNamespace:
        self.asked.append((url, how))
        headers = signed(self.body, now=NOON) | self.headers
        return SimpleNamespace(
            status_code=self.status, content=self.body, headers=headers
        )


def trade(**facts: str) -> dict[str, str]:
    good = {"trade_no": "D1", "status": "paid", "amount": "30.00", "currency": "CNY"}
    return good | facts
