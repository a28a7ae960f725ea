"""The demo gateway's five questions, and a bank on HTTP that answers all alike.

Import the fixtures `order`, `attempt`, `refund` and `questions` with `Bank`.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from orders.models import Order
from payments.gateways.demo.gateway import DemoGateway
from payments.models import PaymentAttempt, Refund
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.payments.factories import make_paid_order, signed, whole_refund

POST = "payments.gateways.demo.client.requests.post"
BANK_URL = "http://bank.example"
GATEWAY = DemoGateway()
EVERY = ["open", "query", "close", "refund", "query-refund"]


@pytest.fixture
def order(settings, monkeypatch: pytest.MonkeyPatch) -> Order:
    settings.DEMO_BANK_URL = BANK_URL
    monkeypatch.setattr("payments.gateways.demo.client.read_clock", lambda: NOON)
    return make_paid_order(make_variant())


@pytest.fixture
def attempt(order: Order) -> PaymentAttempt:
    return order.attempts.get()


@pytest.fixture
def refund(order: Order) -> Refund:
    return whole_refund(order)


@pytest.fixture
def questions(attempt: PaymentAttempt, refund: Refund) -> dict[str, Callable[[], Any]]:
    return {
        "open": lambda: GATEWAY.start(attempt, now=NOON),
        "query": lambda: GATEWAY.query(attempt, now=NOON),
        "close": lambda: GATEWAY.close(attempt, now=NOON),
        "refund": lambda: GATEWAY.refund(refund, now=NOON),
        "query-refund": lambda: GATEWAY.query_refund(refund, now=NOON),
    }


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


def about(operation: str, attempt: PaymentAttempt, refund: Refund) -> dict[str, Any]:
    is_refund = operation in ("refund", "query-refund")
    number = refund.number if is_refund else attempt.out_trade_no
    return {"operation": operation, "number": number}


def trade(**facts: str) -> dict[str, str]:
    good = {"trade_no": "D1", "status": "paid", "amount": "30.00", "currency": "CNY"}
    return good | facts
