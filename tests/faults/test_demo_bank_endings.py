"""However the bank answers when a bill is closed, no money and no stock is lost."""

from datetime import timedelta

import pytest

from catalog.models import Variant
from orders.models import Order
from orders.states import Actor
from payments.errors import GatewayAway
from payments.gateways.demo.faults import AFTER_ACTING
from payments.models import DemoTrade, GatewayEvent, PaymentAttempt, Refund
from payments.services import cancel_order
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.faults.live_bank import (
    A_MINUTE,
    World,
    assert_it_happened,
    assert_nothing_waits,
    bank_has,
    facts_of,
    plan,
)
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db(transaction=True)
CLOSING = sorted(AFTER_ACTING)


def opened(world: World) -> Order:
    """An order whose bill waits at the bank, a minute before its time is over."""
    order = make_order(make_variant())
    world.start(order)
    world.now = order.pay_by - A_MINUTE - timedelta(seconds=1)
    return order


@pytest.mark.parametrize("kind", CLOSING)
def test_a_time_out_ends_both_sides(world: World, kind: str) -> None:
    order = opened(world)
    plan("close", kind)

    world.sweep(5)

    assert_it_happened()
    assert_nothing_waits()
    assert facts_of(order) == ("cancelled", 0, 0)
    assert Variant.objects.get().reserved == 0
    assert DemoTrade.objects.get().status == "closed"
    assert PaymentAttempt.objects.get().status == AttemptStatus.CLOSED
    assert GatewayEvent.objects.count() == (kind == "out_of_order")


@pytest.mark.parametrize("kind", CLOSING)
def test_money_of_the_last_moment_pays(world: World, kind: str) -> None:
    """Nobody called: only the answer to "close" tells of it."""
    plan("callback", "lost")
    plan("query", "away", times=20)
    plan("close", kind)
    order = opened(world)
    world.pay(order.attempts.get())

    world.sweep(6)

    assert facts_of(order) == ("awaiting_shipment", order.total, 0)
    assert bank_has() == (order.total, 0, 0)
    assert_nothing_waits()


@pytest.mark.parametrize("kind", sorted(AFTER_ACTING - {"out_of_order"}))
def test_a_buyer_who_cancels_unheard_has_changed_nothing(
    world: World, kind: str
) -> None:
    order = opened(world)
    plan("close", kind)

    with pytest.raises(GatewayAway):
        cancel_order(order_id=order.pk, now=world.now, actor=Actor.BUYER)

    assert facts_of(order) == ("pending_payment", 0, 0)
    assert Variant.objects.get().reserved == 1
    cancel_order(order_id=order.pk, now=world.now, actor=Actor.BUYER)
    assert facts_of(order) == ("cancelled", 0, 0)
    assert DemoTrade.objects.get().status == "closed"


def test_a_closed_bill_takes_no_money(world: World) -> None:
    order = opened(world)
    attempt = order.attempts.get()
    world.sweep(3)

    with pytest.raises(AssertionError):
        world.pay(attempt)

    assert bank_has() == (0, 0, 0)


def ended_before_its_money(world: World) -> Order:
    """An hour after the last piece was ordered, the bank learns that it was paid."""
    order = make_order(make_variant(on_hand=1))
    plan("pay", "delayed", wait=timedelta(hours=1))
    world.pay(world.start(order))
    world.now = order.pay_by
    world.sweep(2)
    assert facts_of(order) == ("cancelled", 0, 0)
    return order


def test_late_money_revives_the_order_whose_goods_are_there(world: World) -> None:
    order = ended_before_its_money(world)

    world.now = order.placed_at + timedelta(hours=1)
    world.sweep(5)

    assert_it_happened()
    assert_nothing_waits()
    assert facts_of(order) == ("awaiting_shipment", order.total, 0)
    assert bank_has() == (order.total, 0, 0)
    assert Variant.objects.get().reserved == 1


def test_late_money_goes_back_when_all_is_sold(world: World) -> None:
    order = ended_before_its_money(world)
    rival = make_order(Variant.objects.get(), now=world.now)
    world.pay(world.start(rival))

    world.now = order.placed_at + timedelta(hours=1)
    world.sweep(5)

    assert_it_happened()
    assert_nothing_waits()
    assert facts_of(order) == ("cancelled", order.total, order.total)
    assert facts_of(rival) == ("awaiting_shipment", rival.total, 0)
    assert bank_has() == (order.total * 2, order.total, 1)
    assert Refund.objects.get().cause == Refund.Cause.LATE
