"""However the bank answers and calls about a payment, it is counted once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from payments.gateways.demo.faults import AFTER_ACTING, CALLING, UNCLEAR
from payments.models import DemoTrade, GatewayEvent, PaymentAttempt, Refund
from payments.services.capturing import Outcome
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
PAID = "awaiting_shipment"


def assert_paid_once(order: Order) -> None:
    assert_it_happened()
    assert_nothing_waits()
    assert facts_of(order) == (PAID, order.total, 0)
    assert bank_has() == (order.total, 0, 0)
    assert PaymentAttempt.objects.get().settles


def outcomes() -> list[str]:
    return list(GatewayEvent.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("kind", sorted(AFTER_ACTING - {"out_of_order"}))
def test_a_bill_that_was_opened_unheard_is_opened_once(world: World, kind: str) -> None:
    plan("open", kind)

    order = world.buy()
    world.sweep()

    assert_paid_once(order)
    assert DemoTrade.objects.count() == 1


def test_a_buyer_may_be_quicker_than_the_answer(world: World) -> None:
    plan("open", "out_of_order")
    order = make_order(make_variant())

    world.start(order, taps=1)
    world.sweep()

    assert_paid_once(order)
    assert outcomes() == [Outcome.SETTLED.value]


@pytest.mark.parametrize("kind", sorted(UNCLEAR))
def test_an_unclear_answer_is_asked_for_again(world: World, kind: str) -> None:
    plan("callback", "lost")
    plan("query", kind)

    order = world.buy()
    world.sweep(1)
    still = facts_of(order)
    world.sweep(3)

    assert still == ("pending_payment", 0, 0)
    assert_paid_once(order)
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("kind", sorted(UNCLEAR))
def test_a_callback_does_not_need_an_answer(world: World, kind: str) -> None:
    plan("query", kind, times=100)

    order = world.buy()
    world.sweep(3)

    assert facts_of(order) == (PAID, order.total, 0)
    assert_nothing_waits()
    assert outcomes() == [Outcome.SETTLED.value]


@pytest.mark.parametrize("kind", sorted(CALLING))
def test_whatever_becomes_of_the_callback(world: World, kind: str) -> None:
    plan("callback", kind, wait=3 * A_MINUTE)

    order = world.buy()
    world.sweep(6)

    assert_paid_once(order)
    assert len(outcomes()) == {"lost": 0, "again": 2}.get(kind, 1)


def test_money_of_which_the_bank_learns_late(world: World) -> None:
    plan("pay", "delayed", wait=2.5 * A_MINUTE)

    order = world.buy()
    world.sweep(2)
    before = facts_of(order)
    world.sweep(3)

    assert before == ("pending_payment", 0, 0)
    assert_paid_once(order)


@pytest.mark.parametrize("is_asked", [True, False])
def test_closed_before_and_after_paid_undoes_nothing(
    world: World, *, is_asked: bool
) -> None:
    plan("pay", "out_of_order", wait=2.5 * A_MINUTE)
    if not is_asked:
        plan("query", "away", times=6)
    order = world.buy()

    world.sweep(6)

    assert facts_of(order) == (PAID, order.total, 0)
    assert_nothing_waits()
    kinds = list(GatewayEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["trade.closed", "trade.paid", "trade.closed"]
    assert PaymentAttempt.objects.get().status == AttemptStatus.CAPTURED


@pytest.mark.parametrize("how", ["button", "fault"])
def test_a_bill_paid_twice_is_paid_back_once(world: World, how: str) -> None:
    if how == "fault":
        plan("pay", "twice")
    order = make_order(make_variant())

    world.pay(world.start(order), "twice" if how == "button" else "pay")
    world.sweep()

    assert_it_happened()
    assert_nothing_waits()
    assert facts_of(order) == (PAID, order.total * 2, order.total)
    assert bank_has() == (order.total * 2, order.total, 1)
    assert Refund.objects.get().cause == Refund.Cause.SURPLUS


WRONG = {
    "more": ("wrong_amount", {"amount": Decimal("999.00")}),
    "less": ("wrong_amount", {"amount": Decimal("0.01")}),
    "by one": ("wrong_amount", {}),
    "another currency": ("wrong_currency", {}),
}


@pytest.mark.parametrize(("kind", "how"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("is_called", [True, False])
def test_a_wrong_sum_never_settles(
    world: World, kind: str, how: dict[str, Decimal], *, is_called: bool
) -> None:
    plan("pay", kind, **how)
    if not is_called:
        plan("callback", "lost")

    order = world.buy()
    world.sweep()

    assert_it_happened()
    assert facts_of(order) == ("pending_payment", 0, 0)
    assert PaymentAttempt.objects.get().status == AttemptStatus.DISPUTED
    assert not Refund.objects.exists()
    assert not PaymentAttempt.objects.filter(settles=True).exists()


def test_a_bank_that_is_away_for_good_ends_the_order(world: World, settings) -> None:
    order = make_order(make_variant())
    world.start(order)
    settings.DEMO_BANK_URL = "http://127.0.0.1:1"
    world.now = order.pay_by - timedelta(minutes=2)

    world.sweep(16)

    assert facts_of(order) == ("cancelled", 0, 0)
    assert order.lines.get().variant.reserved == 0
