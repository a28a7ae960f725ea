"""A whole refund is asked for once and closes the order."""

from decimal import Decimal

import pytest

from orders.errors import IllegalMove
from orders.models import Order
from orders.states import Actor, OrderStatus
from payments.errors import NothingToRefund
from payments.models import Refund
from payments.services import cancel_order
from payments.services.refunding import request_refund
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    make_paid_order,
    staff_reason,
    whole_refund,
)

pytestmark = pytest.mark.django_db


def test_before_shipping_the_order_is_cancelled_and_the_stock_free() -> None:
    cup = make_variant(on_hand=5)
    order = make_paid_order(cup, quantity=2)

    refund = whole_refund(order)

    order.refresh_from_db()
    cup.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert order.refunded == refund.amount == order.total
    assert (cup.on_hand, cup.reserved) == (5, 0)


def test_after_shipping_the_order_is_refunded_and_the_goods_stay_away() -> None:
    cup = make_variant(on_hand=5)
    order = ship(make_paid_order(cup, quantity=2))

    whole_refund(order)

    order.refresh_from_db()
    cup.refresh_from_db()
    assert order.status == OrderStatus.REFUNDED
    assert (cup.on_hand, cup.reserved) == (3, 0)


def test_a_refunded_order_counts_as_sold_no_more() -> None:
    cup = make_variant()

    whole_refund(make_paid_order(cup, quantity=2))

    cup.product.refresh_from_db()
    assert cup.product.sold_count == 0


def test_a_paid_order_that_is_cancelled_goes_back_whole() -> None:
    order = make_paid_order(make_variant())

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (OrderStatus.CANCELLED, order.total)


def test_nothing_is_refunded_twice() -> None:
    order = make_paid_order(make_variant())
    whole_refund(order)

    with pytest.raises(NothingToRefund):
        whole_refund(order)

    order.refresh_from_db()
    assert (Refund.objects.count(), order.refunded) == (1, order.total)


def test_an_unpaid_order_has_nothing_to_refund() -> None:
    order = make_order(make_variant())

    with pytest.raises(NothingToRefund):
        whole_refund(order)

    order.refresh_from_db()
    assert order.is_unpaid


@pytest.mark.parametrize("amount", ["0", "-1", "32.01", "3200"])
def test_never_more_than_was_captured(amount: str) -> None:
    order = make_paid_order(make_variant())
    attempt = order.attempts.get()

    with pytest.raises(NothingToRefund):
        request_refund(
            attempt=attempt, amount=Decimal(amount), why=staff_reason(), now=NOON
        )

    attempt.refresh_from_db()
    assert (attempt.refunded, Refund.objects.count()) == (0, 0)


def test_parts_never_exceed_the_whole() -> None:
    attempt = make_paid_order(make_variant()).attempts.get()
    part = {"amount": Decimal("16.01"), "why": staff_reason(), "now": NOON}
    request_refund(attempt=attempt, **part)

    with pytest.raises(NothingToRefund):
        request_refund(attempt=attempt, **part)

    attempt.refresh_from_db()
    assert attempt.refunded == Decimal("16.01")


def test_a_long_reason_fits() -> None:
    order = make_paid_order(make_variant())

    whole_refund(order, reason="x" * 1000)

    assert Refund.objects.get().reason == "x" * 200


def test_a_received_order_can_still_be_refunded() -> None:
    order = ship(make_paid_order(make_variant()))

    whole_refund(order)
    with pytest.raises(IllegalMove):
        ship(order)

    assert Order.objects.get().status == OrderStatus.REFUNDED
