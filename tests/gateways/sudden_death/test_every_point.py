"""A shop whose process is killed at one point after another, with whichever gateway:
after the last restart and one sweep its books and the shop's agree.
"""

from collections.abc import Callable

import pytest
import requests
from django.db.models import QuerySet

from catalog.models import Variant
from orders.models import Order
from orders.states import OrderStatus
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services import start_payment
from payments.services.asking import ask_gateway
from payments.states import RefundStatus
from shop.kernel.clock import now
from shop.kernel.money import to_minor
from tests.faults.kill_guest import Guest
from tests.faults.kill_shop import Shop, check_ledger, was_killed
from tests.gateways.sudden_death.banks import Bank, Money, News
from tests.orders.factories import make_order
from tests.payments.factories import whole_refund

pytestmark = pytest.mark.postgres
PAY_BY = 31 * 60  # seconds
STARTING = [
    "pay.attempt_committed",
    "pay.gateway_did_it",
    "pay.answer_read",
    "pay.after_commit",
]
CALLING = ["callback.verified", "callback.event_written", "callback.after_commit"]
for_every_bank = pytest.mark.parametrize(
    "bank", ["alipay", "wechat", "stripe"], indirect=True
)


# --- what goes on ------------------------------------------------------------------


def kill(shop: Shop, points: list[str], deed: Callable[[], object]) -> None:
    """The web process does not survive the deed, however often it is tried; the last
    one that is started would.
    """
    shop.stop()
    for point in points:
        process = shop.serve(f"{point}=kill")
        with pytest.raises(requests.ConnectionError):
            deed()
        assert was_killed(process.wait(30)), f"{point} was not reached"
    shop.serve()


def kill_sweeps(shop: Shop, points: list[str], *, ahead: int) -> None:
    """Two minutes lie between two of them; the last one is left alone."""
    for point in points:
        assert was_killed(shop.sweep(f"{point}=kill", ahead=ahead)), point
        ahead += 120
    assert shop.sweep(ahead=ahead) == 0, "a job failed"


def start_at_home(bank: Bank) -> str:
    """An order on its way; the number of its attempt."""
    order = make_order(Variant.objects.get(), now=now(), email="mei@example.com")
    how = {"gateway": bank.code, "channel": bank.channel}
    bank.arrive(start_payment(order_id=order.pk, now=now(), **how))
    return PaymentAttempt.objects.get().out_trade_no


def pay_at_home(bank: Bank) -> str:
    number = start_at_home(bank)
    bank.pay(number)
    return number


def refund_at_home(bank: Bank) -> str:
    """A refund that was not sent yet; its number."""
    pay_at_home(bank)
    ask_gateway(attempt_id=PaymentAttempt.objects.get().pk, now=now())
    return whole_refund(Order.objects.get(), now=now()).number


def hear(shop: Shop, bank: Bank, news: News) -> None:
    assert news.tell(shop.url) == bank.thanks


def buyer_at(shop: Shop, bank: Bank) -> Guest:
    """With an order that waits for payment."""
    buyer = Guest(shop.url, gateway=bank.code)
    buyer.open_checkout()
    buyer.place()
    return buyer


# --- what has come of it -------------------------------------------------------------


def check_books(bank: Bank) -> None:
    """The same money came in and went back on both sides, and all laws hold."""
    assert bank.taken == cents(
        PaymentAttempt.objects.exclude(captured=0), "out_trade_no", "captured"
    )
    assert bank.refunded == cents(
        Refund.objects.filter(status=RefundStatus.DONE), "number", "amount"
    )
    assert not bank.open, "somebody could still pay"
    assert not GatewayEvent.objects.filter(processed_at=None).exists()
    check_ledger()


def cents(rows: QuerySet, number: str, amount: str) -> Money:
    found = rows.values_list(number, amount)
    return {name: to_minor(money, "CNY") for name, money in found}


def check_paid_once(bank: Bank) -> None:
    order = Order.objects.get()
    assert order.status == OrderStatus.AWAITING_SHIPMENT
    assert list(bank.taken.values()) == [to_minor(order.total, "CNY")]
    check_books(bank)


def check_ended(bank: Bank) -> None:
    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert Variant.objects.get().reserved == 0
    check_books(bank)


def check_refunded_once(bank: Bank) -> None:
    order, refund = Order.objects.get(), Refund.objects.get()
    assert bank.refunded == {refund.number: to_minor(order.total, "CNY")}
    check_ended(bank)


# --- wherever it dies ----------------------------------------------------------------


@for_every_bank
def test_on_the_way_to_the_gateway(shop: Shop, bank: Bank) -> None:
    points = [point for point in STARTING if point not in bank.lacks]
    shop.serve()
    buyer = buyer_at(shop, bank)
    kill(shop, points, buyer.choose)

    buyer.choose()
    bank.arrive(buyer.cashier)
    number = PaymentAttempt.objects.get().out_trade_no
    bank.pay(number)
    hear(shop, bank, bank.news_of_payment(number))
    assert shop.sweep() == 0

    check_paid_once(bank)


@for_every_bank
def test_while_a_payment_is_told(shop: Shop, bank: Bank) -> None:
    news = bank.news_of_payment(pay_at_home(bank))
    kill(shop, CALLING, lambda: news.tell(shop.url))

    hear(shop, bank, news)
    assert shop.sweep() == 0

    assert GatewayEvent.objects.count() == 1
    check_paid_once(bank)


@for_every_bank
@pytest.mark.parametrize("is_told", [True, False], ids=["told", "asked about"])
def test_while_an_order_is_settled(shop: Shop, bank: Bank, is_told: bool) -> None:
    news = bank.news_of_payment(pay_at_home(bank))
    if is_told:
        shop.serve()
        hear(shop, bank, news)

    kill_sweeps(shop, ["callback.order_paid"], ahead=70)

    check_paid_once(bank)


@for_every_bank
def test_while_an_order_times_out(shop: Shop, bank: Bank) -> None:
    start_at_home(bank)

    points = ["close.gateway_closed", "close.stock_returned", "close.after_commit"]
    kill_sweeps(shop, points, ahead=PAY_BY)

    check_ended(bank)


@for_every_bank
def test_while_a_buyer_cancels(shop: Shop, bank: Bank) -> None:
    shop.serve()
    buyer = buyer_at(shop, bank)
    buyer.choose()
    bank.arrive(buyer.cashier)
    kill(shop, ["close.gateway_closed", "close.stock_returned"], buyer.cancel)

    assert not bank.open
    buyer.cancel()
    assert shop.sweep() == 0

    check_ended(bank)


@for_every_bank
def test_while_a_buyer_who_has_paid_cancels(shop: Shop, bank: Bank) -> None:
    shop.serve()
    buyer = buyer_at(shop, bank)
    buyer.choose()
    bank.arrive(buyer.cashier)
    attempt = PaymentAttempt.objects.get()
    bank.pay(attempt.out_trade_no)
    ask_gateway(attempt_id=attempt.pk, now=now())
    kill(shop, ["refund.intent_committed"], buyer.cancel)

    assert shop.sweep() == 0

    check_refunded_once(bank)


@for_every_bank
def test_while_money_goes_back(shop: Shop, bank: Bank) -> None:
    refund_at_home(bank)

    points = ["refund.gateway_refunded", "refund.gateway_refunded"]
    kill_sweeps(shop, [*points, "refund.after_commit"], ahead=10)

    check_refunded_once(bank)


@for_every_bank
def test_while_a_refund_is_told(shop: Shop, bank: Bank) -> None:
    bank.delay_refunds()
    number = refund_at_home(bank)
    assert shop.sweep(ahead=10) == 0
    assert Refund.objects.get().status != RefundStatus.DONE
    bank.finish_refunds()
    news = bank.news_of_refund(number)
    kill(shop, CALLING, lambda: news.tell(shop.url))

    hear(shop, bank, news)
    assert shop.sweep() == 0

    check_refunded_once(bank)
