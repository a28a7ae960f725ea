"""The demo bank as another company: asked, answering and calling over real HTTP.

Many orders share one test, each with a fault of its own: real commits are dear.
"""

import json
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.db.models import Sum

from orders.models import Order
from payments.errors import GatewayAway
from payments.gateways.demo.faults import misbehave
from payments.models import (
    DemoFault,
    DemoRefund,
    DemoTrade,
    GatewayEvent,
    PaymentAttempt,
    Refund,
)
from payments.services import start_payment
from payments.states import RefundStatus
from shop.jobs import run
from shop.management.commands.sweep import due_jobs
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_attempt

CLOCKS = [
    "payments.views.bank.read_clock",
    "payments.views.callbacks.read_clock",
    "payments.views.cashier.now",
    "payments.gateways.demo.client.read_clock",
]
HURRIED = (1, 0.4)  # seconds to be called and to answer
TOO_LATE = timedelta(seconds=3)
A_MINUTE = timedelta(minutes=1)

# An order's status, its money in cents (paid, sent back), the same in the bank's
# books, and under how many numbers the bank sent something back.
TOTAL = 3200
State = tuple[str, int, int, int, int, int]
UNPAID: State = ("pending_payment", 0, 0, 0, 0, 0)
PAID: State = ("awaiting_shipment", TOTAL, 0, TOTAL, 0, 0)
ENDED: State = ("cancelled", 0, 0, 0, 0, 0)
REFUNDED: State = ("cancelled", TOTAL, TOTAL, TOTAL, TOTAL, 1)


class World:
    """Shop and bank share one clock, which stands until somebody moves it."""

    def __init__(self, url: str) -> None:
        self.url, self.now = url, NOON

    def read(self) -> datetime:
        return self.now

    def sweep(self, minutes: int = 4) -> None:
        """So many minutes pass; in each, a sweep does every job whose time it is."""
        for _ in range(minutes):
            self.now += A_MINUTE
            for job in due_jobs(self.now):
                assert run(job, self.now).error == ""

    def order(self, *plans: tuple[str, str], **how: object) -> Order:
        """An order whose payment meets these faults: (operation, kind)."""
        order = make_order(make_variant(on_hand=1), now=self.now)
        attempt = make_attempt(order, now=self.now)
        for operation, kind in plans:
            plan(operation, kind, number=attempt.out_trade_no, **how)
        return order

    def start(self, order: Order, *, taps: int = 2) -> PaymentAttempt:
        """The buyer chooses to pay, and taps again where the bank gave no answer."""
        for _ in range(taps):
            try:
                start_payment(order_id=order.pk, gateway="demo", now=self.now)
                break
            except GatewayAway:
                continue
        return order.attempts.open().get()

    def pay(self, order: Order, action: str = "pay") -> Order:
        """The buyer goes to the bank and presses a button there."""
        number = self.start(order).out_trade_no
        answer = requests.post(
            f"{self.url}/payments/demo/{number}/",
            data={"action": action},
            allow_redirects=False,
            timeout=5,
        )
        assert answer.status_code == 303
        return order

    def bought(self, keys: Iterable[str]) -> dict[str, Order]:
        """Orders that were paid without any fault."""
        orders = {key: self.pay(self.order()) for key in keys}
        self.sweep(2)
        assert states(orders) == dict.fromkeys(orders, PAID)
        return orders


@pytest.fixture
def world(live_server, settings, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DEMO_BANK_URL = live_server.url
    settings.PAYMENT_NOTIFY_BASE_URL = live_server.url
    road = SimpleNamespace(post=ask, RequestException=requests.RequestException)
    monkeypatch.setattr("payments.gateways.demo.client.requests", road)
    # Many orders meet a fault each: for a shop with one buyer that is no silence.
    monkeypatch.setattr("shop.kernel.breaker.TIMES_IN_A_ROW", sys.maxsize)
    world = World(live_server.url)
    for clock in CLOCKS:
        monkeypatch.setattr(clock, world.read)
    return world


def ask(url: str, *, data: bytes, timeout: Any, **how: Any) -> requests.Response:
    """The shop has its usual patience but for what comes late on purpose."""
    about = set(json.loads(data).values())
    late = DemoFault.objects.filter(kind="late", left__gt=0, number__in=about)
    if late.filter(operation__in=about).exists():
        timeout = HURRIED
    return requests.post(url, data=data, timeout=timeout, **how)


def plan(operation: str, kind: str, *, number: str, **how: object) -> None:
    wait = {"wait": TOO_LATE} if kind == "late" else {}
    misbehave(operation, kind, number=number, **how | wait)  # type: ignore[arg-type]


def assert_all_is_over() -> None:
    """Every planned fault was met, and nothing is left to do."""
    assert not DemoFault.objects.filter(left__gt=0).exists()
    assert not GatewayEvent.objects.filter(processed_at=None).exists()
    assert not Refund.objects.exclude(status=RefundStatus.DONE).exists()


def state(order: Order) -> State:
    order.refresh_from_db()
    numbers = order.attempts.values("out_trade_no")
    trades = DemoTrade.objects.filter(out_trade_no__in=numbers)
    sums = trades.filter(status="paid").aggregate(Sum("amount"), Sum("refunded"))
    sent = DemoRefund.objects.filter(trade__in=trades).exclude(status="failed")
    return (
        order.status,
        int(order.captured * 100),
        int(order.refunded * 100),
        int((sums["amount__sum"] or 0) * 100),
        int((sums["refunded__sum"] or 0) * 100),
        sent.count(),
    )


def states(orders: dict[str, Order]) -> dict[str, State]:
    return {key: state(order) for key, order in orders.items()}


def heard(order: Order, *, of: str = "trade") -> list[str]:
    """The kinds of news that the bank told of an order."""
    events = GatewayEvent.objects.filter(attempt__order=order, kind__startswith=of)
    return list(events.order_by("pk").values_list("kind", flat=True))
