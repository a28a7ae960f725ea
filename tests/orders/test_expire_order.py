"""An order that is not paid in time gives its stock back."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from orders.models import Order
from orders.services import expire_order
from orders.signals import order_cancelled
from orders.states import Actor, OrderStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db
TOO_LATE = NOON + timedelta(minutes=30)


def test_frees_the_stock() -> None:
    cup = make_variant(on_hand=3)
    order = make_order(cup, quantity=2)

    assert expire_order(order_id=order.pk, now=TOO_LATE) is True

    order.refresh_from_db()
    cup.refresh_from_db()
    assert (order.status, order.cancelled_at) == (OrderStatus.CANCELLED, TOO_LATE)
    assert (cup.on_hand, cup.reserved) == (3, 0)


def test_says_that_the_clock_did_it() -> None:
    order = make_order(make_variant())

    expire_order(order_id=order.pk, now=TOO_LATE)

    assert order.events.last().actor == Actor.CLOCK


def test_waits_until_the_last_second() -> None:
    cup = make_variant()
    order = make_order(cup)

    assert not expire_order(order_id=order.pk, now=TOO_LATE - timedelta(seconds=1))

    cup.refresh_from_db()
    assert cup.reserved == 1


def test_frees_the_stock_only_once() -> None:
    cup = make_variant()
    order = make_order(cup)
    make_order(cup)
    expire_order(order_id=order.pk, now=TOO_LATE)

    assert expire_order(order_id=order.pk, now=TOO_LATE) is False

    cup.refresh_from_db()
    assert cup.reserved == 1


def test_leaves_a_paid_order_alone() -> None:
    order = make_paid_order(make_variant())

    assert expire_order(order_id=order.pk, now=TOO_LATE) is False

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_knows_no_order_that_never_was() -> None:
    assert expire_order(order_id=404, now=TOO_LATE) is False


def test_tells_the_rest_of_the_shop(django_capture_on_commit_callbacks) -> None:
    order, listener = make_order(make_variant()), Mock()
    order_cancelled.connect(listener)

    with django_capture_on_commit_callbacks(execute=True):
        expire_order(order_id=order.pk, now=TOO_LATE)

    order_cancelled.disconnect(listener)
    listener.assert_called_once_with(
        signal=order_cancelled, sender=Order, order_id=order.pk
    )
