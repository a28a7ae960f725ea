"""Wherever the process dies while an order ends or money goes back, a sweep finishes
the work once, and all laws hold."""

from datetime import timedelta

import pytest

from catalog.models import Variant
from catalog.stock import adjust_stock
from orders.models import Order
from orders.states import OrderStatus
from payments.gateways.demo import bank, messages
from payments.models import (
    DemoRefund,
    DemoTrade,
    PaymentAttempt,
    Refund,
)
from payments.services import (
    apply_capture,
    expire_order,
    send_refund,
)
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.faults.world import assert_sound_and_done, death_at, sweep
from tests.orders.factories import make_order
from tests.payments.factories import (
    make_capture,
    start_attempt,
    whole_refund,
)

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def now_is(monkeypatch) -> None:
    """The bank's callbacks are stamped and read at the same time of day."""
    monkeypatch.setattr("payments.views.callbacks.read_clock", lambda: LATER)


# --- it ends --------------------------------------------------------------------------


def test_a_death_between_gateway_and_time_out(monkeypatch) -> None:
    order = make_order(make_variant())
    start_attempt(order)

    with death_at(monkeypatch, "orders.services.expire_order"):
        expire_order(order_id=order.pk, now=order.pay_by)
    sweep(order.pay_by)

    assert_sound_and_done(order, OrderStatus.CANCELLED)
    assert Variant.objects.get().reserved == 0


@pytest.mark.parametrize(
    "point", ["orders.services.promising.release_stock", "orders.services.closing.tell"]
)
def test_a_death_while_the_stock_is_freed(monkeypatch, point: str) -> None:
    order = make_order(make_variant())

    with death_at(monkeypatch, point):
        expire_order(order_id=order.pk, now=order.pay_by)
    sweep(order.pay_by)

    assert_sound_and_done(order, OrderStatus.CANCELLED)
    assert Variant.objects.get().reserved == 0


def paid_after_its_end(monkeypatch) -> Order:
    """The bank tells an hour later what was paid in time."""
    order = make_order(make_variant(on_hand=1))
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON, delay=timedelta(hours=1))
    expire_order(order_id=order.pk, now=order.pay_by)
    monkeypatch.setattr(
        "payments.views.callbacks.read_clock", lambda: NOON + timedelta(hours=1)
    )
    return order


def sweep_an_hour_later() -> None:
    sweep(NOON + timedelta(hours=1), times=1)
    sweep(NOON + timedelta(hours=1, minutes=1), times=1)


@pytest.mark.usefixtures("now_is")
def test_money_that_comes_too_late_revives_the_order(monkeypatch) -> None:
    order = paid_after_its_end(monkeypatch)

    sweep_an_hour_later()

    assert_sound_and_done(order, OrderStatus.AWAITING_SHIPMENT)
    assert not DemoRefund.objects.exists()


@pytest.mark.usefixtures("now_is")
def test_money_that_comes_too_late_goes_back_for_goods_that_are_gone(
    monkeypatch,
) -> None:
    order = paid_after_its_end(monkeypatch)
    adjust_stock(variant_id=Variant.objects.get().pk, delta=-1, reason="lost", now=NOON)

    sweep_an_hour_later()

    assert_sound_and_done(order, OrderStatus.CANCELLED)
    assert DemoRefund.objects.get().amount == order.total


REVIVING = [
    "payments.services.capturing.record_capture",
    "orders.services.money.reserve_stock",
    "orders.services.money.tell",
    "payments.models.PaymentAttempt.save",
]


@pytest.mark.usefixtures("now_is")
@pytest.mark.parametrize("point", REVIVING)
def test_a_death_while_it_is_revived_is_made_up_for(monkeypatch, point: str) -> None:
    order = paid_after_its_end(monkeypatch)
    capture = make_capture(PaymentAttempt.objects.get())

    with death_at(monkeypatch, point):
        apply_capture(gateway="demo", capture=capture, now=LATER)
    half = Order.objects.get()
    apply_capture(gateway="demo", capture=capture, now=LATER)

    assert (half.status, half.captured) == (OrderStatus.CANCELLED, 0)
    assert_sound_and_done(order, OrderStatus.AWAITING_SHIPMENT)
    assert Variant.objects.get().reserved == 1


# --- money goes back --------------------------------------------------------------------


def paid_at_the_bank() -> Order:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)
    trade = DemoTrade.objects.get()
    messages.forget_messages(attempt.out_trade_no)
    capture = make_capture(attempt, trade_no=trade.trade_no)
    apply_capture(gateway="demo", capture=capture, now=NOON)
    return order


@pytest.mark.parametrize(
    "point",
    [
        "payments.services.refunding.gateway_of",  # before the gateway is asked
        "payments.services.refunding.note_refund_answer",  # after it has paid
    ],
)
def test_a_death_around_the_refund_sends_money_once(monkeypatch, point: str) -> None:
    order = paid_at_the_bank()
    refund = whole_refund(order)

    with death_at(monkeypatch, point):
        send_refund(refund_id=refund.pk, now=NOON)
    sweep(LATER)

    assert_sound_and_done(order, OrderStatus.CANCELLED)
    assert DemoRefund.objects.get().number == refund.number
    assert DemoTrade.objects.get().refunded == order.total


def test_a_death_before_the_refund_is_written_changes_nothing(monkeypatch) -> None:
    order = paid_at_the_bank()

    with death_at(monkeypatch, "orders.services.closing.count_sold"):
        whole_refund(order)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (OrderStatus.AWAITING_SHIPMENT, 0)
    assert not Refund.objects.exists()
