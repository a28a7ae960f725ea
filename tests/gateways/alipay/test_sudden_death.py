"""Whichever point the process is killed at: restart, one sweep, and Alipay's books and
the shop's agree.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from django.conf import settings as shop_settings

from catalog.models import Variant
from orders.models import Order
from orders.states import OrderStatus
from payments.models import PaymentAttempt, Refund
from payments.services import start_payment
from payments.services.asking import ask_gateway
from payments.states import AttemptStatus, RefundStatus
from shop.kernel.clock import now
from tests.faults.kill_guest import Guest, as_form, onward
from tests.faults.kill_shop import Shop, check_ledger, looking_at, was_killed
from tests.gateways.alipay.books import Trade
from tests.gateways.alipay.fake import FakeAlipay
from tests.orders.factories import make_order
from tests.payments.factories import whole_refund

pytestmark = pytest.mark.postgres
PAY_BY = 31 * 60  # seconds
NAMES = [name for name in dir(shop_settings) if name.startswith("ALIPAY_")]


class Buyer(Guest):
    def choose(self) -> None:
        path = f"/orders/{self.order}/pay/"
        way = self.form_of(path) | as_form({"gateway": "alipay"})
        self.cashier = onward(self.post(path, way))


@pytest.fixture
def shop(
    new_database: Callable[[], str],
    django_db_blocker,
    settings,
    tmp_path: Path,
    alipay: FakeAlipay,
) -> Iterator[Shop]:
    with django_db_blocker.unblock(), looking_at(new_database()):
        shop = Shop(tmp_path, told={name: getattr(settings, name) for name in NAMES})
        settings.PAYMENT_NOTIFY_BASE_URL = shop.url
        yield shop
        shop.close()


def pay_at(fake: FakeAlipay, address: str) -> Trade:
    asked = fake.open_cashier(address)
    return fake.books.pay(asked["out_trade_no"], asked["total_amount"])


def start_at_home() -> str:
    make_order(Variant.objects.get(), now=now(), email="mei@example.com")
    return start_payment(order_id=Order.objects.get().pk, gateway="alipay", now=now())


def notify(shop: Shop, fake: FakeAlipay, trade: Trade) -> bytes:
    url = f"{shop.url}/payments/alipay/callback/"
    return requests.post(
        url, data=fake.notification(trade.out_trade_no), timeout=45
    ).content


def check_paid_once() -> None:
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT
    assert PaymentAttempt.objects.get().status == AttemptStatus.CAPTURED
    assert not Refund.objects.exists()
    check_ledger()


@pytest.mark.parametrize(
    "point", ["pay.attempt_committed", "pay.answer_read", "pay.after_commit"]
)
def test_at_the_start_of_a_payment(shop: Shop, alipay: FakeAlipay, point: str) -> None:
    buyer, process = Buyer(shop.url), shop.serve(f"{point}=kill")
    buyer.open_checkout()
    buyer.place()
    with pytest.raises(requests.ConnectionError):
        buyer.choose()
    assert was_killed(process.wait(30))

    shop.serve()
    buyer.choose()
    trade = pay_at(alipay, buyer.cashier)
    assert notify(shop, alipay, trade) == b"success"
    assert shop.sweep() == 0

    check_paid_once()


@pytest.mark.parametrize(
    "point", ["callback.verified", "callback.event_written", "callback.after_commit"]
)
def test_in_a_callback(shop: Shop, alipay: FakeAlipay, point: str) -> None:
    trade = pay_at(alipay, start_at_home())
    process = shop.serve(f"{point}=kill")
    with pytest.raises(requests.ConnectionError):
        notify(shop, alipay, trade)
    assert was_killed(process.wait(30))

    shop.serve()
    assert notify(shop, alipay, trade) == b"success"
    assert shop.sweep() == 0

    check_paid_once()


@pytest.mark.parametrize("point", ["close.gateway_closed", "close.stock_returned"])
def test_while_an_order_ends(shop: Shop, alipay: FakeAlipay, point: str) -> None:
    asked = alipay.open_cashier(start_at_home())
    trade = alipay.books.scan(asked["out_trade_no"], asked["total_amount"])
    assert was_killed(shop.sweep(f"{point}=kill", ahead=PAY_BY))

    assert shop.sweep(ahead=PAY_BY + 120) == 0

    assert trade.status == "TRADE_CLOSED"
    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert Variant.objects.get().reserved == 0
    check_ledger()


@pytest.mark.parametrize("point", ["refund.gateway_refunded", "refund.after_commit"])
def test_in_a_refund(shop: Shop, alipay: FakeAlipay, point: str) -> None:
    trade = pay_at(alipay, start_at_home())
    ask_gateway(attempt_id=PaymentAttempt.objects.get().pk, now=now())
    whole_refund(Order.objects.get(), now=now())
    assert was_killed(shop.sweep(f"{point}=kill", ahead=10))

    assert shop.sweep(ahead=120) == 0

    refund = Refund.objects.get()
    assert refund.status == RefundStatus.DONE
    assert trade.refunds == {refund.number: refund.amount}
    assert len(alipay.asked_for("alipay.trade.refund")) == 1
    check_ledger()
