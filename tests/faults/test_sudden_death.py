"""Wherever the process dies, a sweep finishes the work once, and all laws hold."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection

from accounts.models import OutboxMessage
from catalog.models import Variant
from orders.models import Order
from orders.services import place_order
from orders.states import OrderStatus
from payments.gateways.demo import bank, messages
from payments.models import DemoRefund, DemoTrade, GatewayEvent, PaymentAttempt
from payments.services import (
    settle_event,
    start_payment,
)
from payments.states import AttemptStatus
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.faults.world import (
    BANK,
    Killed,
    assert_sound_and_done,
    death_at,
    dies,
    lose,
    sweep,
)
from tests.orders.factories import make_checkout, make_order
from tests.payments.factories import (
    make_attempt,
    start_attempt,
)

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def now_is(monkeypatch) -> None:
    """The bank's callbacks are stamped and read at the same time of day."""
    monkeypatch.setattr("payments.views.callbacks.read_clock", lambda: LATER)


# --- an order is placed ------------------------------------------------------------

BEFORE_COMMIT = [
    "orders.services.placing.take_lines",
    "orders.services.placing.reserve_stock",
    "orders.services.placing.write_lines",
    "orders.services.placing.tell",
    "orders.services.placing.announce",
]


@pytest.mark.parametrize("point", BEFORE_COMMIT)
def test_a_death_before_the_commit_leaves_the_basket(monkeypatch, point: str) -> None:
    cart = make_cart(make_variant())
    work = partial(place_order, checkout=make_checkout(cart), now=NOON)

    with death_at(monkeypatch, point):
        work()

    assert not Order.objects.exists()
    assert (cart.lines.count(), Variant.objects.get().reserved) == (1, 0)
    assert not OutboxMessage.objects.exists()
    assert work().is_new


def test_a_commit_that_fails_leaves_the_basket(monkeypatch) -> None:
    cart = make_cart(make_variant())
    work = partial(place_order, checkout=make_checkout(cart), now=NOON)

    def fail() -> None:
        raise OperationalError("disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", fail)
        with pytest.raises(OperationalError):
            work()

    assert (Order.objects.count(), cart.lines.count()) == (0, 1)
    assert work().is_new


def test_a_death_after_the_commit_loses_no_order(monkeypatch) -> None:
    cart = make_cart(make_variant())
    work = partial(place_order, checkout=make_checkout(cart), now=NOON)

    with death_at(monkeypatch, "shop.kernel.events._send"):
        work()

    again = work()
    assert (again.is_new, Order.objects.count()) == (False, 1)
    assert Variant.objects.get().reserved == 1


def test_what_the_buyer_is_owed_to_be_told_leaves_all_the_same(monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("shop.kernel.events._send", lambda *args: None)
        make_order(make_variant(), email="mei@example.com")

    sweep(NOON)

    assert OutboxMessage.objects.get().done_at == NOON


# --- it is paid ---------------------------------------------------------------------


def test_a_death_before_the_gateway_hears_of_it(monkeypatch) -> None:
    order = make_order(make_variant())
    work = partial(start_payment, order_id=order.pk, gateway="demo", now=NOON)

    with death_at(monkeypatch, "payments.gateways.demo.bank.open_trade"):
        work()

    work()
    assert PaymentAttempt.objects.count() == DemoTrade.objects.count() == 1


@pytest.mark.usefixtures("now_is")
def test_a_lost_task_is_made_up_for() -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    sweep(LATER)

    assert_sound_and_done(order, OrderStatus.AWAITING_SHIPMENT)


def test_a_lost_callback_is_made_up_for(monkeypatch) -> None:
    monkeypatch.setattr(BANK, lose)
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    sweep(LATER)

    assert_sound_and_done(order, OrderStatus.AWAITING_SHIPMENT)
    assert not GatewayEvent.objects.exists()


SETTLING = [
    "payments.services.capturing.record_capture",
    "payments.services.capturing.settle_order",
    "orders.services.money.count_sold",
    "orders.services.money.tell",
]


@pytest.mark.usefixtures("now_is")
@pytest.mark.parametrize("point", SETTLING)
def test_a_death_while_settling_is_made_up_for(monkeypatch, point: str) -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)
    messages.deliver(*messages.due_messages(LATER), now=LATER)
    event = GatewayEvent.objects.get()

    with death_at(monkeypatch, point):
        settle_event(event_id=event.pk, now=LATER)
    half = Order.objects.get()
    sweep(LATER + timedelta(minutes=1))

    assert (half.is_unpaid, half.captured) == (True, 0)
    assert_sound_and_done(order, OrderStatus.AWAITING_SHIPMENT)


@pytest.mark.usefixtures("now_is")
def test_a_bill_paid_twice_is_paid_back_once(monkeypatch) -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay_twice(out_trade_no=attempt.out_trade_no, now=NOON)

    sweep(LATER, times=4)

    assert_sound_and_done(order, OrderStatus.AWAITING_SHIPMENT)
    assert (order.captured, order.refunded) == (order.total * 2, order.total)
    assert DemoRefund.objects.get().amount == order.total


def test_sweeping_again_and_again_changes_nothing_more() -> None:
    order = make_order(make_variant())
    make_attempt(order)
    sweep(order.pay_by, times=3)
    rows = list(Order.objects.values()) + list(Variant.objects.values())

    sweep(order.pay_by, times=3)

    assert rows == list(Order.objects.values()) + list(Variant.objects.values())
    assert PaymentAttempt.objects.get().status == AttemptStatus.CLOSED


def test_death_is_not_caught_by_the_shop() -> None:
    with pytest.raises(Killed):
        dies()
