"""The demo bank as another company: asked, answering and calling over real HTTP."""

from datetime import datetime, timedelta

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

CLOCKS = [
    "payments.views.bank.read_clock",
    "payments.views.callbacks.read_clock",
    "payments.views.cashier.now",
    "payments.gateways.demo.client.read_clock",
]
PATIENCE = 0.4  # seconds that the shop waits for the bank
TOO_LATE = timedelta(seconds=0.8)
A_MINUTE = timedelta(minutes=1)


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

    def start(self, order: Order, *, taps: int = 2) -> PaymentAttempt:
        """The buyer chooses to pay, and taps again where the bank gave no answer."""
        for _ in range(taps):
            try:
                start_payment(order_id=order.pk, gateway="demo", now=self.now)
                break
            except GatewayAway:
                continue
        return order.attempts.open().get()

    def pay(self, attempt: PaymentAttempt, action: str = "pay") -> None:
        """The buyer presses a button at the bank."""
        answer = requests.Session().post(
            f"{self.url}/payments/demo/{attempt.out_trade_no}/",
            data={"action": action},
            allow_redirects=False,
            timeout=5,
        )
        assert answer.status_code == 303

    def buy(self) -> Order:
        order = make_order(make_variant())
        self.pay(self.start(order))
        return order

    def bought(self) -> Order:
        """An order that was paid without any fault."""
        order = self.buy()
        self.sweep()
        assert facts_of(order) == ("awaiting_shipment", order.total, 0)
        return order


@pytest.fixture
def world(live_server, settings, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DEMO_BANK_URL = live_server.url
    settings.PAYMENT_NOTIFY_BASE_URL = live_server.url
    settings.PAYMENT_HTTP_TIMEOUT = PATIENCE
    world = World(live_server.url)
    for clock in CLOCKS:
        monkeypatch.setattr(clock, world.read)
    return world


def plan(operation: str, kind: str, **how: object) -> None:
    wait = {"wait": TOO_LATE} if kind == "late" else {}
    misbehave(operation, kind, **wait | how)  # type: ignore[arg-type]


def assert_it_happened() -> None:
    """Every planned fault was met."""
    assert not DemoFault.objects.filter(left__gt=0).exists()


def facts_of(order: Order) -> tuple[str, object, object]:
    order.refresh_from_db()
    return order.status, order.captured, order.refunded


def bank_has() -> tuple[object, object, int]:
    """What buyers paid, what was sent back, under how many numbers."""
    paid = DemoTrade.objects.filter(status="paid").aggregate(Sum("amount"))
    back = DemoTrade.objects.aggregate(Sum("refunded"))
    made = DemoRefund.objects.exclude(status="failed").count()
    return paid["amount__sum"] or 0, back["refunded__sum"] or 0, made


def assert_nothing_waits() -> None:
    assert not GatewayEvent.objects.filter(processed_at=None).exists()
    assert not Refund.objects.exclude(status=RefundStatus.DONE).exists()
