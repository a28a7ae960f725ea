"""However the bank answers when a bill is closed, no money and no stock is lost."""

from datetime import timedelta

import pytest
import requests

from catalog.models import Variant
from orders.models import Order, OrderEvent
from orders.states import Actor
from payments.errors import GatewayAway
from payments.gateways.demo.faults import AFTER_ACTING
from payments.models import DemoTrade, PaymentAttempt, Refund
from payments.services import cancel_order
from payments.states import AttemptStatus
from tests.faults.live_bank import (
    A_MINUTE,
    ENDED,
    PAID,
    REFUNDED,
    UNPAID,
    World,
    assert_all_is_over,
    heard,
    state,
    states,
)
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = sorted(AFTER_ACTING)


def nearly_over(world: World) -> None:
    """A minute before the time to pay is over."""
    world.now = Order.objects.earliest("pay_by").pay_by - A_MINUTE
    world.now -= timedelta(seconds=1)


def test_a_time_out_ends_both_sides(world: World) -> None:
    orders = {kind: world.order(("close", kind)) for kind in KINDS}
    for order in orders.values():
        world.start(order)
    nearly_over(world)

    world.sweep(5)

    assert states(orders) == dict.fromkeys(orders, ENDED)
    assert_all_is_over()
    assert set(Variant.objects.values_list("reserved", flat=True)) == {0}
    assert set(DemoTrade.objects.values_list("status", flat=True)) == {"closed"}
    closed = PaymentAttempt.objects.filter(status=AttemptStatus.CLOSED)
    assert closed.count() == len(KINDS)
    assert [kind for kind in KINDS if heard(orders[kind])] == ["out_of_order"]


def test_money_of_the_last_moment_pays(world: World) -> None:
    """Nobody called: only the answer to "close" tells of it."""
    orders = {
        kind: world.order(("callback", "lost"), ("close", kind)) for kind in KINDS
    }
    for order in orders.values():
        world.start(order)
    nearly_over(world)
    PaymentAttempt.objects.update(asked_at=world.now + A_MINUTE)
    for order in orders.values():
        world.pay(order)

    world.sweep(5)

    assert states(orders) == dict.fromkeys(orders, PAID)
    assert_all_is_over()
    assert not OrderEvent.objects.filter(new="cancelled").exists()


def test_a_buyer_who_cancels_unheard_has_changed_nothing(world: World) -> None:
    kinds = [kind for kind in KINDS if kind != "out_of_order"]
    orders = {kind: world.order(("close", kind)) for kind in kinds}
    for order in orders.values():
        world.start(order)

    for order in orders.values():
        with pytest.raises(GatewayAway):
            cancel_order(order_id=order.pk, now=world.now, actor=Actor.BUYER)

    assert states(orders) == dict.fromkeys(orders, UNPAID)
    assert set(Variant.objects.values_list("reserved", flat=True)) == {1}
    for order in orders.values():
        cancel_order(order_id=order.pk, now=world.now, actor=Actor.BUYER)
    assert states(orders) == dict.fromkeys(orders, ENDED)
    assert set(DemoTrade.objects.values_list("status", flat=True)) == {"closed"}


def test_a_closed_bill_takes_no_money(world: World) -> None:
    order = world.order()
    number = world.start(order).out_trade_no
    cancel_order(order_id=order.pk, now=world.now, actor=Actor.BUYER)

    url = f"{world.url}/payments/demo/{number}/"
    page = requests.post(url, data={"action": "pay"}, timeout=5)

    assert "This bill is closed." in page.text
    assert state(order) == ENDED


def test_late_money_revives_its_order_or_goes_back(world: World) -> None:
    """An hour after the last pieces were ordered, the bank learns they were paid."""
    late = timedelta(hours=1)
    there = world.pay(world.order(("pay", "delayed"), wait=late))
    sold = world.pay(world.order(("pay", "delayed"), wait=late))
    world.now = there.pay_by
    world.sweep(2)
    assert (there.events.count(), sold.events.count()) == (2, 2)  # placed, cancelled
    rival = make_order(sold.lines.get().variant, now=world.now)
    world.pay(rival)

    world.now = there.placed_at + late
    world.sweep(5)

    assert (state(there), state(sold), state(rival)) == (PAID, REFUNDED, PAID)
    assert_all_is_over()
    assert set(Variant.objects.values_list("reserved", flat=True)) == {1}
    assert Refund.objects.get().cause == Refund.Cause.LATE
