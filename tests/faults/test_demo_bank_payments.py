"""However the bank answers and calls about a payment, it is counted once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from payments.gateways.demo.faults import AFTER_ACTING, CALLING, UNCLEAR
from payments.models import DemoTrade, PaymentAttempt, Refund
from payments.states import AttemptStatus
from tests.faults.live_bank import (
    A_MINUTE,
    PAID,
    TOTAL,
    UNPAID,
    World,
    assert_all_is_over,
    heard,
    plan,
    state,
    states,
)

pytestmark = pytest.mark.django_db(transaction=True)


def all_are(orders: dict, expected: object) -> bool:
    assert states(orders) == dict.fromkeys(orders, expected)
    return True


def test_a_bill_that_was_opened_unheard_is_opened_once(world: World) -> None:
    kinds = sorted(AFTER_ACTING - {"out_of_order"})
    orders = {kind: world.pay(world.order(("open", kind))) for kind in kinds}

    world.sweep()

    assert all_are(orders, PAID)
    assert_all_is_over()
    assert DemoTrade.objects.count() == len(kinds)


def test_a_buyer_may_be_quicker_than_the_answer(world: World) -> None:
    order = world.order(("open", "out_of_order"))

    world.start(order, taps=1)
    before = heard(order)
    world.sweep()

    assert before == heard(order) == ["trade.paid"]
    assert state(order) == PAID
    assert_all_is_over()


def test_an_unclear_answer_is_asked_for_again(world: World) -> None:
    orders = {
        kind: world.pay(world.order(("callback", "lost"), ("query", kind)))
        for kind in sorted(UNCLEAR)
    }

    world.sweep(1)
    assert all_are(orders, ("pending_payment", 0, 0, TOTAL, 0, 0))
    world.sweep(3)

    assert all_are(orders, PAID)
    assert_all_is_over()
    assert [heard(order) for order in orders.values()] == [[]] * len(orders)


def test_a_callback_does_not_need_an_answer(world: World) -> None:
    orders = {
        kind: world.pay(world.order(("query", kind), times=100))
        for kind in sorted(UNCLEAR)
    }

    world.sweep(3)

    assert all_are(orders, PAID)
    assert [heard(one) for one in orders.values()] == [["trade.paid"]] * len(orders)


def test_whatever_becomes_of_the_callback(world: World) -> None:
    orders = {
        kind: world.pay(world.order(("callback", kind), wait=3 * A_MINUTE))
        for kind in sorted(CALLING)
    }

    world.sweep(6)

    assert all_are(orders, PAID)
    assert_all_is_over()
    assert {kind: len(heard(order)) for kind, order in orders.items()} == {
        "again": 2,
        "delayed": 1,
        "lost": 0,
        "twice": 1,
    }


def test_money_of_which_the_bank_learns_late(world: World) -> None:
    order = world.pay(world.order(("pay", "delayed"), wait=2.5 * A_MINUTE))

    world.sweep(2)
    before = state(order)
    world.sweep(3)

    assert before[:3] == UNPAID[:3]
    assert state(order) == PAID
    assert_all_is_over()


def test_closed_before_and_after_paid_undoes_nothing(world: World) -> None:
    orders = {
        "asked": world.order(("pay", "out_of_order"), wait=2.5 * A_MINUTE),
        "called": world.order(("pay", "out_of_order"), wait=2.5 * A_MINUTE),
    }
    number = orders["called"].attempts.get().out_trade_no
    plan("query", "away", number=number, times=100)
    for order in orders.values():
        world.pay(order)

    world.sweep(6)

    assert all_are(orders, PAID)
    for order in orders.values():
        assert heard(order) == ["trade.closed", "trade.paid", "trade.closed"]
        assert order.attempts.get().status == AttemptStatus.CAPTURED


def test_a_bill_paid_twice_is_paid_back_once(world: World) -> None:
    orders = {
        "button": world.pay(world.order(), "twice"),
        "fault": world.pay(world.order(("pay", "twice"))),
    }

    world.sweep()

    twice = ("awaiting_shipment", 2 * TOTAL, TOTAL, 2 * TOTAL, TOTAL, 1)
    assert all_are(orders, twice)
    assert_all_is_over()
    assert {refund.cause for refund in Refund.objects.all()} == {Refund.Cause.SURPLUS}


WRONG: dict[str, tuple[str, dict[str, Decimal]]] = {
    "more": ("wrong_amount", {"amount": Decimal("999.00")}),
    "less": ("wrong_amount", {"amount": Decimal("0.01")}),
    "by one": ("wrong_amount", {}),
    "another currency": ("wrong_currency", {}),
}


def test_a_wrong_sum_never_settles(world: World) -> None:
    """Whether the bank tells of it or is asked."""
    orders = {}
    for key, (kind, how) in WRONG.items():
        orders[f"{key}, called"] = world.order(("pay", kind), **how)
        asked = world.order(("pay", kind), ("callback", "lost"), **how)
        orders[f"{key}, asked"] = asked
    for order in orders.values():
        world.pay(order)

    world.sweep()

    assert_all_is_over()
    told = {key: facts[:3] for key, facts in states(orders).items()}
    assert told == dict.fromkeys(orders, UNPAID[:3])
    statuses = PaymentAttempt.objects.values_list("status", "settles", "captured")
    assert set(statuses) == {(AttemptStatus.DISPUTED, False, Decimal(0))}
    assert not Refund.objects.exists()


def test_a_bank_that_is_away_for_good_ends_the_order(world: World, settings) -> None:
    order = world.order()
    world.start(order)
    settings.DEMO_BANK_URL = "http://127.0.0.1:1"
    world.now = order.pay_by - timedelta(minutes=2)

    world.sweep(16)

    assert state(order)[:3] == ("cancelled", 0, 0)
    assert order.lines.get().variant.reserved == 0
