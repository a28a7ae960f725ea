"""Four processes fight for one order, fifty rounds; whoever is first decides, and
every cent and piece is accounted for.  Each race is also run without its guard.
"""

from collections.abc import Callable, Sequence

import pytest
from django.test import Client

from orders.models import Order, Shipment
from orders.services import Parcel, place_order, ship_order
from orders.states import Actor, OrderStatus
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services import cancel_order, expire_order, settle_event
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.concurrency.processes import ROUNDS, kinds, race
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_checkout, make_order
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    pieces_back,
    post_paid,
    whole_refund,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

S = OrderStatus
FEW = 15  # rounds in which a missing guard must show
Racing = Callable[[int], tuple[list[Order], list[list[str]]]]


def fresh(orders: Sequence[Order]) -> list[Order]:
    rows = Order.objects.in_bulk([order.pk for order in orders])
    return [rows[order.pk] for order in orders]


def is_wrong(racing: Racing, *, expected: set[str]) -> bool:
    """A broken law, or an error that nobody should meet."""
    _orders, errors = racing(FEW)
    return bool(kinds(errors) - expected or broken_laws())


# --- a cancel against the callback ---------------------------------------------------


def cancel_while_paid(rounds: int) -> tuple[list[Order], list[list[str]]]:
    orders = [make_order(make_variant(on_hand=3)) for _ in range(rounds)]
    attempts = [make_attempt(order) for order in orders]

    def call_back(number: int) -> None:
        post_paid(Client(), attempts[number])
        for event in GatewayEvent.objects.filter(attempt=attempts[number]):
            settle_event(event_id=event.pk, now=NOON)

    def cancel(number: int) -> None:
        cancel_order(order_id=orders[number].pk, now=NOON, actor=Actor.BUYER)

    return orders, race(call_back, cancel, call_back, cancel, rounds=rounds)


def test_a_cancel_against_the_callback() -> None:
    orders, errors = cancel_while_paid(ROUNDS)

    assert errors == [["IllegalMove"]] * ROUNDS  # the second who cancels
    for order in fresh(orders):
        assert order.status == S.CANCELLED
        assert order.captured == order.refunded == order.total
        assert Refund.objects.filter(attempt__order=order).count() == 1
        assert order.lines.get().variant.reserved == 0


@pytest.mark.breaks_laws
def test_without_locks_a_cancel_meets_the_callback(without_order_locks) -> None:
    without_order_locks()

    assert is_wrong(cancel_while_paid, expected={"IllegalMove"})


# --- refunds in parallel --------------------------------------------------------------


def refund_piecewise(rounds: int) -> tuple[list[Order], list[list[str]]]:
    """Four clerks each give one of three pieces back."""
    orders = [
        make_paid_order(make_variant(price="9.99"), quantity=3) for _ in range(rounds)
    ]

    def give_back(number: int) -> None:
        pieces_back(orders[number], 1)

    return orders, race(*[give_back] * 4, rounds=rounds)


def test_refunds_in_parallel() -> None:
    orders, errors = refund_piecewise(ROUNDS)

    assert errors == [["NothingToRefund"]] * ROUNDS
    for order in fresh(orders):
        refunds = Refund.objects.filter(attempt__order=order)
        assert (order.status, refunds.count()) == (S.CANCELLED, 3)
        assert sum(refund.amount for refund in refunds) == order.total


@pytest.mark.breaks_laws
def test_without_locks_pieces_go_back_twice(without_order_locks) -> None:
    without_order_locks()

    assert is_wrong(refund_piecewise, expected={"NothingToRefund"})


def test_a_piece_against_the_whole() -> None:
    orders = [make_paid_order(make_variant(), quantity=3) for _ in range(ROUNDS)]

    def one(number: int) -> None:
        pieces_back(orders[number], 1)

    def all_of_it(number: int) -> None:
        whole_refund(orders[number])

    errors = race(one, all_of_it, one, all_of_it)

    assert kinds(errors) <= {"NothingToRefund", "NotThatMany"}
    for order in fresh(orders):
        assert order.status == S.CANCELLED
        assert order.refunded == order.total


# --- callbacks, twice and out of order ------------------------------------------------


def call_back_wildly(rounds: int) -> tuple[list[Order], list[list[str]]]:
    """One bill, paid twice; each of four processes tells both, in another order."""
    orders = [make_order(make_variant()) for _ in range(rounds)]
    attempts = [make_attempt(order) for order in orders]

    def tell(first: str, second: str) -> Callable[[int], None]:
        def deliver(number: int) -> None:
            attempt = attempts[number]
            for trade in (first, second):
                facts = {
                    "trade_no": f"T-{attempt.pk}-{trade}",
                    "event_id": f"paid-{attempt.pk}-{trade}",
                }
                assert post_paid(Client(), attempt, **facts).status_code == 200
            for event in GatewayEvent.objects.filter(attempt=attempt).order_by("?"):
                settle_event(event_id=event.pk, now=NOON)

        return deliver

    works = [tell("a", "b"), tell("b", "a"), tell("a", "b"), tell("b", "a")]
    return orders, race(*works, rounds=rounds)


def test_callbacks_twice_and_out_of_order() -> None:
    orders, errors = call_back_wildly(ROUNDS)

    assert kinds(errors) == set()
    for order in fresh(orders):
        assert order.status == S.AWAITING_SHIPMENT
        assert (order.captured, order.refunded) == (order.total * 2, order.total)
        assert PaymentAttempt.objects.filter(order=order, settles=True).count() == 1
        assert GatewayEvent.objects.filter(attempt__order=order).count() == 2


@pytest.mark.breaks_laws
def test_without_locks_callbacks_count_twice(without_order_locks) -> None:
    without_order_locks()

    assert is_wrong(call_back_wildly, expected=set())


# --- the time-out against the payment, for the last piece -------------------------------


def pay_while_time_runs_out(rounds: int) -> tuple[list[Order], list[list[str]]]:
    """Somebody else waits for the piece that the time-out would free."""
    cups = [make_variant(on_hand=1) for _ in range(rounds)]
    orders = [make_order(cup) for cup in cups]
    attempts = [make_attempt(order) for order in orders]
    end = orders[0].pay_by
    waiting = [make_cart(make_variant()) for _ in cups]
    for cart, cup in zip(waiting, cups, strict=True):
        cart.lines.update(variant=cup)
    wishes = [wish_for(cart, number) for number, cart in enumerate(waiting)]

    def pay(number: int) -> None:
        capture(attempts[number], now=end)

    def expire(number: int) -> None:
        expire_order(order_id=orders[number].pk, now=end)

    def buy(number: int) -> None:
        place_order(checkout=wishes[number], now=end)

    return orders, race(pay, expire, buy, expire, rounds=rounds)


def wish_for(cart, number: int):
    """What a shopper submits who saw the piece a moment ago."""
    line = cart.lines.get()
    return make_checkout(cart, lines={line.pk: 1}, seen_total=line.variant.price + 12)


def test_the_time_out_against_the_payment() -> None:
    orders, errors = pay_while_time_runs_out(ROUNDS)

    assert kinds(errors) <= {"OutOfStock"}
    for order, met in zip(fresh(orders), errors, strict=True):
        cup = order.lines.get().variant
        others = Order.objects.filter(lines__variant=cup).exclude(pk=order.pk).count()
        kept = (S.AWAITING_SHIPMENT, order.total, 0, 0, 1)
        lost = (S.CANCELLED, order.total, order.total, 1, 1)
        facts = (order.status, order.captured, order.refunded, others, cup.reserved)
        assert facts == (lost if not met else kept)


@pytest.mark.breaks_laws
def test_without_locks_the_time_out_meets_the_payment(without_order_locks) -> None:
    without_order_locks()

    assert is_wrong(pay_while_time_runs_out, expected={"OutOfStock"})


# --- agents who ship ------------------------------------------------------------------


def ship_together(rounds: int) -> tuple[list[Order], list[list[str]]]:
    """Two agents pack two of three pieces each, two pack all that is left."""
    orders = [
        make_paid_order(make_variant(on_hand=10), quantity=3) for _ in range(rounds)
    ]
    lines = [order.lines.get().pk for order in orders]

    def agent(name: str, *, pieces: int | None) -> Callable[[int], None]:
        def ship(number: int) -> None:
            what = None if pieces is None else {lines[number]: pieces}
            parcel = Parcel(carrier="SF", tracking_number=name, pieces=what)
            ship_order(order_id=orders[number].pk, parcel=parcel, now=NOON)

        return ship

    agents = [agent("SF1", pieces=2), agent("SF2", pieces=2)]
    agents += [agent("SF3", pieces=None), agent("SF4", pieces=None)]
    return orders, race(*agents, rounds=rounds)


def test_agents_who_ship_one_order() -> None:
    orders, errors = ship_together(ROUNDS)

    assert kinds(errors) <= {"IllegalMove", "NotThatMany"}
    for order in fresh(orders):
        cup, parcels = order.lines.get().variant, Shipment.objects.filter(order=order)
        assert order.status == S.SHIPPED
        assert (cup.on_hand, cup.reserved) == (7, 0)
        assert 1 <= parcels.count() <= 2


@pytest.mark.breaks_laws
def test_without_locks_pieces_leave_twice(without_order_locks) -> None:
    without_order_locks()

    assert is_wrong(ship_together, expected={"IllegalMove", "NotThatMany"})
