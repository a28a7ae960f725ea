"""An order that cannot be placed changes nothing and says why."""

from decimal import Decimal

import pytest

from accounts.models import OutboxMessage
from cart.errors import NotOffered
from cart.models import Cart, CartLine
from cart.services import merge_carts, set_quantity
from catalog.errors import OutOfStock
from catalog.models import StockMove, Variant
from catalog.services import set_price
from orders.errors import (
    CartChanged,
    NotDeliverable,
    PriceChanged,
)
from orders.models import Order
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_checkout, refused

pytestmark = pytest.mark.django_db


def assert_nothing_changed(cart: Cart, *, lines: int = 1) -> None:
    assert not Order.objects.exists()
    assert cart.lines.count() == lines
    assert not Variant.objects.exclude(reserved=0).exists()
    assert not StockMove.objects.filter(kind=StockMove.Kind.RESERVE).exists()
    assert not OutboxMessage.objects.exists()


def test_refuses_a_total_that_was_not_seen() -> None:
    cup = make_variant(price="20.00")
    cart = make_cart(cup)
    checkout = make_checkout(cart)
    set_price(variant_id=cup.pk, price=Decimal(25), compare_at=None, now=NOON)

    error = refused(checkout, PriceChanged)

    assert (error.seen, error.total) == (32, 37)
    assert_nothing_changed(cart)


@pytest.mark.parametrize("total", ["0", "-1", "0.01", "NaN", "1E+30"])
def test_the_browser_never_decides_the_amount(total: str) -> None:
    cart = make_cart(make_variant())

    refused(make_checkout(cart, seen_total=Decimal(total)), PriceChanged)

    assert_nothing_changed(cart)


@pytest.mark.parametrize("quantity", [1, 3, 0, -2, 10**6, 2**70])
def test_refuses_a_quantity_that_is_not_the_baskets(quantity: int) -> None:
    cart = make_cart(make_variant(on_hand=9), quantity=2)
    line = cart.lines.get()

    refused(make_checkout(cart, lines={line.pk: quantity}), CartChanged)

    assert_nothing_changed(cart)


def test_refuses_when_the_basket_changed_meanwhile() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=2)

    refused(checkout, CartChanged)

    assert_nothing_changed(cart)


def test_refuses_a_line_of_another_basket() -> None:
    cart, other = make_cart(make_variant()), make_cart(make_variant())
    line = other.lines.get()

    refused(make_checkout(cart, lines={line.pk: 1}), CartChanged)

    assert_nothing_changed(cart)
    assert CartLine.objects.filter(pk=line.pk).exists()


@pytest.mark.parametrize("stray", [404, 0, -1, 2**63, 2**90])
def test_refuses_a_line_that_never_was(stray: int) -> None:
    cart = make_cart(make_variant())
    lines = make_checkout(cart).lines

    refused(make_checkout(cart, lines=lines | {stray: 1}), CartChanged)
    refused(make_checkout(cart, lines={stray: 1}), CartChanged)

    assert_nothing_changed(cart)


def test_refuses_an_empty_checkout() -> None:
    cart = make_cart(make_variant())

    refused(make_checkout(cart, lines={}), CartChanged)

    assert_nothing_changed(cart)


def test_refuses_a_basket_that_was_merged_away() -> None:
    mei, cart = make_user(), make_cart(make_variant())
    checkout = make_checkout(cart)
    merge_carts(token=cart.token, owner_id=mei.pk, now=NOON)

    refused(checkout, CartChanged)

    assert_nothing_changed(mei.cart)


def test_refuses_what_fell_short() -> None:
    cup, pot = make_variant(on_hand=3), make_variant()
    cart = make_cart(cup, pot, quantity=2)
    checkout = make_checkout(cart)
    Variant.objects.filter(pk=cup.pk).update(on_hand=1)

    error = refused(checkout, OutOfStock)

    assert (error.variant_id, error.wanted, error.left) == (cup.pk, 2, 1)
    assert_nothing_changed(cart, lines=2)


def test_refuses_what_was_withdrawn() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    Variant.objects.update(is_active=False)

    refused(checkout, NotOffered)

    assert_nothing_changed(cart)


@pytest.mark.parametrize(("code", "country"), [("no-such", "CN"), ("standard", "DE")])
def test_refuses_a_delivery_that_does_not_go_there(code: str, country: str) -> None:
    cart, address = make_cart(make_variant()), make_address(country=country)

    refused(make_checkout(cart, shipping_code=code, address=address), NotDeliverable)

    assert_nothing_changed(cart)
