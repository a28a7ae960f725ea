"""However the bank answers and calls about a refund, it is made once, under one
number.
"""

import pytest

from orders.models import Order
from payments.gateways.demo.faults import AFTER_ACTING, CALLING, UNCLEAR
from payments.models import DemoRefund, GatewayEvent, Refund
from payments.states import RefundStatus
from tests.faults.live_bank import (
    A_MINUTE,
    World,
    assert_it_happened,
    assert_nothing_waits,
    bank_has,
    facts_of,
    plan,
)
from tests.payments.factories import whole_refund

pytestmark = pytest.mark.django_db(transaction=True)


def assert_sent_once(order: Order, refund: Refund) -> None:
    assert_it_happened()
    assert_nothing_waits()
    assert facts_of(order) == ("cancelled", order.total, order.total)
    assert bank_has() == (order.total, order.total, 1)
    assert DemoRefund.objects.get().number == refund.number


def kinds_heard() -> list[str]:
    heard = GatewayEvent.objects.exclude(kind="trade.paid").order_by("pk")
    return list(heard.values_list("kind", flat=True))


@pytest.mark.parametrize("kind", sorted(AFTER_ACTING))
def test_an_unclear_answer(world: World, kind: str) -> None:
    order = world.bought()
    plan("refund", kind)

    refund = whole_refund(order, now=world.now)
    world.sweep(5)

    assert_sent_once(order, refund)
    assert kinds_heard() == (["refund.done"] if kind == "out_of_order" else [])


@pytest.mark.parametrize("first", ["away", "acted_then_away"])
@pytest.mark.parametrize("then", sorted(UNCLEAR))
def test_an_unclear_answer_to_the_question_too(
    world: World, first: str, then: str
) -> None:
    order = world.bought()
    plan("refund", first)
    plan("query-refund", then)

    refund = whole_refund(order, now=world.now)
    world.sweep(6)

    assert_sent_once(order, refund)


@pytest.mark.parametrize("road", ["a call", "an answer", "both"])
def test_a_refund_that_takes_its_time(world: World, road: str) -> None:
    order = world.bought()
    plan("refund", "refund_pending", wait=2 * A_MINUTE)
    if road == "an answer":
        plan("callback", "lost")
    if road == "a call":
        plan("query-refund", "away", times=20)

    refund = whole_refund(order, now=world.now)
    world.sweep(1)
    refund.refresh_from_db()
    first = refund.status
    world.sweep(12)

    assert first == RefundStatus.PROCESSING
    assert facts_of(order) == ("cancelled", order.total, order.total)
    assert bank_has() == (order.total, order.total, 1)
    assert_nothing_waits()
    assert kinds_heard() == ([] if road == "an answer" else ["refund.done"])


@pytest.mark.parametrize("kind", sorted(CALLING))
def test_whatever_becomes_of_the_call(world: World, kind: str) -> None:
    order = world.bought()
    plan("refund", "refund_pending")
    plan("callback", kind, wait=3 * A_MINUTE)

    refund = whole_refund(order, now=world.now)
    world.sweep(12)

    assert_sent_once(order, refund)
    assert len(kinds_heard()) == {"lost": 0, "again": 2}.get(kind, 1)


FAILING: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "at once": ("refund_fails", {}, []),
    "later, and calls": (
        "refund_fails_later",
        {"query-refund": "away"},
        ["refund.failed"],
    ),
    "later, and is asked": ("refund_fails_later", {"callback": "lost"}, []),
    "later, both": ("refund_fails_later", {}, ["refund.failed"]),
}


@pytest.mark.breaks_laws  # the order has ended and its money is still here
@pytest.mark.parametrize(("kind", "also", "heard"), FAILING.values(), ids=FAILING)
def test_a_final_no_leaves_the_money_here(
    world: World, kind: str, also: dict[str, str], heard: list[str]
) -> None:
    order = world.bought()
    plan("refund", kind)
    for operation, fault in also.items():
        plan(operation, fault, times=20)

    refund = whole_refund(order, now=world.now)
    world.sweep(12)

    refund.refresh_from_db()
    assert refund.status == RefundStatus.FAILED
    assert facts_of(order)[1:] == (order.total, 0)
    assert bank_has() == (order.total, 0, 0)
    assert kinds_heard() == heard
