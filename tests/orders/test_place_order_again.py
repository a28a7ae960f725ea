"""The same checkout again gives the same order; another one never does."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import Variant
from orders.errors import (
    AlreadyOrdered,
    CartChanged,
)
from orders.models import Order
from orders.services import Checkout, expire_order, place_order
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_checkout, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("price", ["20.00", "0.00"])
def test_the_same_checkout_gives_the_same_order(price: str) -> None:
    make_rate(fee="0.00")
    cart = make_cart(make_variant(price=price))
    checkout = make_checkout(cart)

    first = place_order(checkout=checkout, now=NOON)
    second = place_order(checkout=checkout, now=NOON + timedelta(seconds=1))

    assert (first.is_new, second.is_new) == (True, False)
    assert first.order == second.order == Order.objects.get()
    assert Variant.objects.get().reserved == 1


def test_the_same_checkout_gives_the_same_order_after_it_ended() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    order = place_order(checkout=checkout, now=NOON).order
    expire_order(order_id=order.pk, now=order.pay_by)

    again = place_order(checkout=checkout, now=order.pay_by)

    assert (again.order, again.is_new) == (order, False)
    assert Variant.objects.get().reserved == 0


@pytest.mark.parametrize(
    "change",
    [
        {"email": "other@example.com"},
        {"note": "at the door"},
        {"seen_total": Decimal(1)},
        {"address": make_address(detail="another street")},
    ],
)
def test_the_same_lines_with_other_details_are_refused(change) -> None:
    cart, address = make_cart(make_variant()), make_address()
    checkout = make_checkout(cart, address=address)
    order = place_order(checkout=checkout, now=NOON).order

    again = Checkout(**vars(checkout) | change)
    error = refused(again, AlreadyOrdered)

    assert error.number == order.number
    assert Order.objects.get().detail == address["detail"]


def test_another_person_never_gets_that_order() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    place_order(checkout=checkout, now=NOON)

    thief = Checkout(**vars(checkout) | {"cart_id": make_cart().pk})
    refused(thief, CartChanged)

    assert Order.objects.count() == 1


def test_one_line_is_never_in_two_orders() -> None:
    cup, pot = make_variant(), make_variant()
    cart = make_cart(cup, pot)
    both = make_checkout(cart)
    pot_line = cart.lines.get(variant=pot)
    one = Checkout(**vars(both) | {"lines": {pot_line.pk: 1}, "seen_total": 32})
    place_order(checkout=one, now=NOON)

    refused(both, CartChanged)

    assert Order.objects.count() == 1
    assert cart.lines.get().variant_id == cup.pk
