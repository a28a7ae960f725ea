"""An order moves along the table of moves and no other way."""

from itertools import product

import pytest
from django.db import IntegrityError

from orders.errors import IllegalMove
from orders.models import Order
from orders.states import HOLDING_STOCK, MOVERS, MOVES, Actor, OrderStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order

TRIPLES = list(product(OrderStatus, OrderStatus, Actor))


def test_every_status_has_an_entry() -> None:
    assert set(MOVES) == set(OrderStatus)
    assert set().union(*MOVES.values()) <= set(OrderStatus)


def test_every_status_can_be_reached() -> None:
    reached, front = set(), {OrderStatus.PENDING_PAYMENT}
    while front:
        reached |= front
        front = set().union(*(MOVES[status] for status in front)) - reached

    assert reached == set(OrderStatus)


def test_goods_that_left_are_not_held() -> None:
    assert OrderStatus.SHIPPED not in HOLDING_STOCK
    assert OrderStatus.CANCELLED not in HOLDING_STOCK


def in_state(status: OrderStatus) -> Order:
    order = make_order(make_variant())
    Order.objects.filter(pk=order.pk).update(status=status, paid_at=NOON)
    order.refresh_from_db()
    return order


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new", "actor"), TRIPLES)
def test_only_listed_moves_by_listed_people_are_possible(
    old: OrderStatus, new: OrderStatus, actor: Actor
) -> None:
    order = in_state(old)

    if actor in MOVERS[old].get(new, ()):
        order.move_to(new, at=NOON, actor=actor)
        expected, events = new, 2
    else:
        with pytest.raises(IllegalMove):
            order.move_to(new, at=NOON, actor=actor)
        expected, events = old, 1

    order.refresh_from_db()
    assert (order.status, order.events.count()) == (expected, events)


@pytest.mark.django_db
def test_a_move_tells_who_why_and_when() -> None:
    order = make_order(make_variant())

    order.move_to(OrderStatus.CANCELLED, at=NOON, actor=Actor.BUYER, reason="too dear")

    event = order.events.last()
    assert (event.old, event.new) == ("pending_payment", "cancelled")
    assert (event.actor, event.reason, event.at) == ("buyer", "too dear", NOON)


@pytest.mark.django_db
def test_a_row_that_moved_meanwhile_is_left_alone() -> None:
    order = make_order(make_variant())
    stale = Order.objects.get(pk=order.pk)
    order.move_to(OrderStatus.CANCELLED, at=NOON, actor=Actor.BUYER)

    with pytest.raises(IllegalMove):
        stale.move_to(OrderStatus.AWAITING_SHIPMENT, at=NOON, actor=Actor.GATEWAY)

    order.refresh_from_db()
    assert (order.status, order.events.count()) == (OrderStatus.CANCELLED, 2)


@pytest.mark.django_db
def test_the_database_knows_no_other_status() -> None:
    make_order(make_variant())

    with pytest.raises(IntegrityError):
        Order.objects.update(status="lost")


@pytest.mark.django_db
def test_the_log_cannot_be_rewritten() -> None:
    order = make_order(make_variant())

    with pytest.raises(IntegrityError):
        order.events.update(new="received")
