"""An order is paid through Alipay and its money goes back, whatever breaks between."""

from datetime import timedelta

import pytest
import requests

from orders.models import Order
from orders.states import OrderStatus
from payments.errors import GatewayAway
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services import expire_order, send_refund, start_payment
from payments.services.asking import ask_gateway
from payments.states import AttemptStatus, RefundStatus
from shop.kernel.failpoints import FailpointReached
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.alipay.factories import (
    bring_on,
    call,
    make_attempt,
    make_refund,
    settle_events,
)
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.factories import whole_refund

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def start(order: Order, channel: str = "page") -> str:
    return start_payment(order_id=order.pk, gateway="alipay", channel=channel, now=NOON)


def pay_at(fake: FakeAlipay, address: str) -> str:
    """The buyer follows the address and pays; our number of it."""
    asked = fake.open_cashier(address)
    fake.books.pay(asked["out_trade_no"], asked["total_amount"])
    return asked["out_trade_no"]


def status_of(order: Order) -> str:
    order.refresh_from_db()
    return order.status


@pytest.mark.django_db(transaction=True)
def test_from_the_first_tap_to_the_money_s_return(
    alipay: FakeAlipay, live_server
) -> None:
    """Alipay calls a server that really listens."""
    order = make_order(make_variant())
    number = pay_at(alipay, start(order))

    url = f"{live_server.url}/payments/alipay/callback/"
    form = alipay.notification(number)
    answers = [requests.post(url, data=form, timeout=30) for _ in range(2)]
    settle_events()
    refund = bring_on(whole_refund(order))

    assert [answer.content for answer in answers] == [b"success"] * 2
    assert refund.status == RefundStatus.DONE
    assert alipay.books.trades[number].refunds == {refund.number: order.total}
    assert status_of(order) == OrderStatus.CANCELLED


def test_a_lost_callback_loses_nothing(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    pay_at(alipay, start(order))

    ask_gateway(attempt_id=order.attempts.get().pk, now=NOON)

    assert status_of(order) == OrderStatus.AWAITING_SHIPMENT


def test_a_late_callback_after_the_question_counts_once(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    number = pay_at(alipay, start(order))
    ask_gateway(attempt_id=order.attempts.get().pk, now=NOON)

    call(alipay.notification(number))

    assert settle_events() == ["known already"]
    order.refresh_from_db()
    assert order.captured == order.total


def test_two_browsers_that_both_paid_pay_once(alipay: FakeAlipay) -> None:
    """On the phone and on the desktop: what came second goes back."""
    order = make_order(make_variant())
    numbers = [pay_at(alipay, start(order, channel)) for channel in ("wap", "page")]

    for number in numbers:
        call(alipay.notification(number))
    settle_events()
    refund = bring_on(Refund.objects.get())

    assert status_of(order) == OrderStatus.AWAITING_SHIPMENT
    assert refund.status == RefundStatus.DONE
    assert refund.attempt.out_trade_no == numbers[1]
    assert broken_laws() == {}


def test_the_time_out_closes_at_alipay(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    asked = alipay.open_cashier(start(order))
    trade = alipay.books.scan(asked["out_trade_no"], asked["total_amount"])

    assert expire_order(order_id=order.pk, now=order.pay_by)

    assert trade.status == "TRADE_CLOSED"
    assert order.attempts.get().status == AttemptStatus.CLOSED


def test_money_of_the_last_moment_settles_instead(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    pay_at(alipay, start(order))

    expire_order(order_id=order.pk, now=order.pay_by)

    assert status_of(order) == OrderStatus.AWAITING_SHIPMENT


@pytest.mark.parametrize("method", ["alipay.trade.query", "alipay.trade.close"])
def test_an_alipay_that_is_away_ends_no_order(alipay: FakeAlipay, method: str) -> None:
    order = make_order(make_variant())
    asked = alipay.open_cashier(start(order))
    alipay.books.scan(asked["out_trade_no"], asked["total_amount"])
    alipay.faults.append((method, "drop"))

    assert not expire_order(order_id=order.pk, now=order.pay_by)

    assert status_of(order) == OrderStatus.PENDING_PAYMENT


def test_an_attempt_is_asked_about_although_alipay_is_offered_no_more(
    alipay: FakeAlipay, settings
) -> None:
    attempt = make_attempt()
    settings.ALIPAY_APP_PRIVATE_KEY_FILE = ""

    with pytest.raises(GatewayAway):
        ask_gateway(attempt_id=attempt.pk, now=NOON)

    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.OPEN


@pytest.mark.parametrize("point", ["pay.attempt_committed", "pay.answer_read"])
def test_a_start_that_broke_is_the_same_attempt_again(
    alipay: FakeAlipay, settings, point: str
) -> None:
    order = make_order(make_variant())
    settings.FAILPOINT = f"{point}=raise"
    with pytest.raises(FailpointReached):
        start(order)
    settings.FAILPOINT = ""

    pay_at(alipay, start(order))

    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize(
    "point", ["callback.verified", "callback.event_written", "callback.after_commit"]
)
def test_a_callback_that_broke_comes_again(
    alipay: FakeAlipay, settings, point: str
) -> None:
    order = make_order(make_variant())
    form = alipay.notification(pay_at(alipay, start(order)))
    settings.FAILPOINT = f"{point}=raise"
    with pytest.raises(FailpointReached):
        call(form)
    settings.FAILPOINT = ""

    assert call(form).content == b"success"
    settle_events()

    assert GatewayEvent.objects.count() == 1
    assert status_of(order) == OrderStatus.AWAITING_SHIPMENT


@pytest.mark.parametrize("point", ["refund.gateway_refunded", "refund.after_commit"])
def test_a_refund_that_broke_is_made_once(
    alipay: FakeAlipay, settings, point: str
) -> None:
    refund = make_refund(alipay)
    settings.FAILPOINT = f"{point}=raise"
    with pytest.raises(FailpointReached):
        send_refund(refund_id=refund.pk, now=NOON)
    settings.FAILPOINT = ""

    bring_on(refund, after=NOON + 2 * MINUTE)

    assert refund.status == RefundStatus.DONE
    assert len(alipay.asked_for("alipay.trade.refund")) == 1
    assert broken_laws() == {}
