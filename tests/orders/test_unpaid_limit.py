"""Nobody holds the stock with more unpaid orders than allowed."""

import pytest
from django.conf import settings

from cart.models import CartLine
from orders.errors import (
    TooManyUnpaid,
)
from orders.models import Order
from orders.services import Checkout, expire_order, place_order
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_checkout, make_order, refused

pytestmark = pytest.mark.django_db


def assert_capped(checkout: Checkout) -> None:
    most = settings.UNPAID_ORDERS_PER_SHOPPER
    error = refused(checkout, TooManyUnpaid)

    assert error.most == most
    assert Order.objects.count() == most
    assert CartLine.objects.count() == 1


def test_an_account_holds_only_so_many_unpaid_orders() -> None:
    mei = make_user()
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER):
        make_order(make_variant(), owner=mei)

    assert_capped(make_checkout(make_cart(make_variant(), owner=mei)))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"address": make_address(phone="1")}, {"address": make_address(phone="1")}),
        ({"email": "mei@example.com"}, {"email": "Mei@Example.com"}),
    ],
)
def test_a_guest_is_known_by_phone_or_mail(first, again) -> None:
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER):
        make_order(make_variant(), **first)

    assert_capped(make_checkout(make_cart(make_variant()), **again))


def test_the_same_checkout_again_is_no_further_order() -> None:
    mei = make_user()
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER - 1):
        make_order(make_variant(), owner=mei)
    checkout = make_checkout(make_cart(make_variant(), owner=mei))
    order = place_order(checkout=checkout, now=NOON).order

    assert place_order(checkout=checkout, now=NOON).order == order


def test_an_order_that_ended_counts_no_more() -> None:
    mei = make_user()
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER):
        order = make_order(make_variant(), owner=mei)
    expire_order(order_id=order.pk, now=order.pay_by)

    assert make_order(make_variant(), owner=mei).is_unpaid
