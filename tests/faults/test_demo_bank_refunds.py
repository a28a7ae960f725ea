"""However the bank answers and calls about a refund, it is made once, under one
number.
"""

import pytest

from orders.models import Order
from payments.gateways.demo.faults import AFTER_ACTING, CALLING, UNCLEAR
from payments.models import DemoRefund, Refund
from payments.states import RefundStatus
from tests.faults.live_bank import (
    A_MINUTE,
    REFUNDED,
    TOTAL,
    World,
    assert_all_is_over,
    heard,
    plan,
    states,
)
from tests.payments.factories import whole_refund

pytestmark = pytest.mark.django_db(transaction=True)
Plans = list[tuple[str, str]]


def send_back(world: World, cases: dict[str, Plans], **how: object) -> dict[str, Order]:
    """Paid orders whose refunds meet these faults; an endless one ends in "…"."""
    orders = world.bought(cases)
    for key, plans in cases.items():
        refund = whole_refund(orders[key], now=world.now)
        for operation, kind in plans:
            times = 100 if kind.endswith("…") else 1
            kind = kind.removesuffix("…")
            plan(operation, kind, number=refund.number, times=times, **how)
    return orders


def numbers(rows: type[Refund] | type[DemoRefund]) -> set[str]:
    return set(rows.objects.values_list("number", flat=True))


def test_an_unclear_answer(world: World) -> None:
    cases: dict[str, Plans] = {kind: [("refund", kind)] for kind in AFTER_ACTING}
    for first in ("away", "acted_then_away"):
        for then in UNCLEAR:
            plans = [("refund", first), ("query-refund", then)]
            cases[f"{first}, then {then}"] = plans

    orders = send_back(world, cases)
    world.sweep(6)

    assert states(orders) == dict.fromkeys(orders, REFUNDED)
    assert_all_is_over()
    assert numbers(Refund) == numbers(DemoRefund)
    told = [key for key, order in orders.items() if heard(order, of="refund")]
    assert told == ["out_of_order"]


def test_a_refund_that_takes_its_time(world: World) -> None:
    """The bank tells of it, or is asked, or both; whatever becomes of its call."""
    pending = ("refund", "refund_pending")
    cases: dict[str, Plans] = {
        "called and asked": [pending],
        "only called": [pending, ("query-refund", "away…")],
        **{f"call is {kind}": [pending, ("callback", kind)] for kind in CALLING},
    }

    orders = send_back(world, cases, wait=2 * A_MINUTE)
    world.sweep(1)
    first = set(Refund.objects.values_list("status", flat=True))
    world.sweep(11)

    assert first == {RefundStatus.PROCESSING}
    assert states(orders) == dict.fromkeys(orders, REFUNDED)
    assert set(Refund.objects.values_list("status", flat=True)) == {RefundStatus.DONE}
    told = {key: len(heard(order, of="refund")) for key, order in orders.items()}
    assert told == dict.fromkeys(cases, 1) | {"call is lost": 0, "call is again": 2}


@pytest.mark.breaks_laws  # the orders have ended and their money is still here
def test_a_final_no_leaves_the_money_here(world: World) -> None:
    later = ("refund", "refund_fails_later")
    cases: dict[str, Plans] = {
        "at once": [("refund", "refund_fails")],
        "later, and calls": [later, ("query-refund", "away…")],
        "later, and is asked": [later, ("callback", "lost")],
        "later, both": [later],
    }

    orders = send_back(world, cases)
    world.sweep(12)

    kept = ("cancelled", TOTAL, 0, TOTAL, 0, 0)
    assert states(orders) == dict.fromkeys(orders, kept)
    assert set(Refund.objects.values_list("status", flat=True)) == {RefundStatus.FAILED}
    told = [key for key, order in orders.items() if heard(order, of="refund.failed")]
    assert sorted(told) == ["later, and calls", "later, both"]
