"""Adding puts pieces into a basket, within reason, and reserves nothing."""

import pytest

from cart.errors import BadQuantity, CartFull, NotOffered
from cart.models import MOST_LINES, MOST_PIECES, CartLine
from cart.services import add_to_cart, select_line
from catalog.errors import OutOfStock
from catalog.models import Product, Variant
from tests.cart.factories import make_cart, make_line
from tests.catalog.factories import make_product, make_variant
from tests.conftest import NOON
from tests.promotions.factories import make_sale
from tests.promotions.points.factories import make_level, make_member

pytestmark = pytest.mark.django_db


def test_keeps_the_price_that_was_seen() -> None:
    cup, cart = make_variant(price="8.50"), make_cart()

    line = add_to_cart(cart_id=cart.pk, variant_id=cup.pk, quantity=2, now=NOON)

    line.refresh_from_db()
    assert (line.quantity, line.seen_price, line.is_selected) == (2, cup.price, True)


def test_keeps_the_price_that_is_in_force_for_this_shopper() -> None:
    pot = make_variant(price="20.00")
    make_sale(pot, "15.00")
    make_level(percent_off=50)

    guests, members = make_cart(pot), make_cart(pot, owner=make_member(points=1))

    assert guests.lines.get().seen_price == 15
    assert members.lines.get().seen_price == 10


def test_reserves_nothing() -> None:
    cup = make_variant(on_hand=3)

    make_cart(cup, quantity=3)

    cup.refresh_from_db()
    assert cup.reserved == 0


def test_the_same_variant_adds_up() -> None:
    cup = make_variant(on_hand=5)
    cart = make_cart(cup, quantity=2)

    add_to_cart(cart_id=cart.pk, variant_id=cup.pk, quantity=3, now=NOON)

    assert cart.lines.get().quantity == 5


def test_ticks_the_line_again() -> None:
    cup = make_variant()
    cart = make_cart(cup)
    line = cart.lines.get()
    select_line(cart_id=cart.pk, line_id=line.pk, is_selected=False)

    make_line(cart, cup)

    line.refresh_from_db()
    assert line.is_selected


def test_what_the_basket_holds_counts_against_the_stock() -> None:
    cup = make_variant(on_hand=3)
    cart = make_cart(cup, quantity=2)

    with pytest.raises(OutOfStock) as refusal:
        make_line(cart, cup, quantity=2)

    assert (refusal.value.wanted, refusal.value.left) == (4, 3)
    assert cart.lines.get().quantity == 2


@pytest.mark.parametrize("quantity", [0, -1, MOST_PIECES + 1, 10**9])
def test_refuses_a_senseless_quantity(quantity: int) -> None:
    cup, cart = make_variant(on_hand=5000), make_cart()

    with pytest.raises(BadQuantity) as refusal:
        make_line(cart, cup, quantity=quantity)

    assert refusal.value.most == MOST_PIECES
    assert not cart.lines.exists()


def test_adding_never_takes_away() -> None:
    cup = make_variant()
    cart = make_cart(cup, quantity=3)

    with pytest.raises(BadQuantity):
        make_line(cart, cup, quantity=-1)

    assert cart.lines.get().quantity == 3


def test_refuses_what_is_withdrawn() -> None:
    cup, cart = make_variant(), make_cart()
    Variant.objects.update(is_active=False)

    with pytest.raises(NotOffered):
        make_line(cart, cup)

    assert not cart.lines.exists()


@pytest.mark.parametrize("status", [Product.Status.DRAFT, Product.Status.ARCHIVED])
def test_refuses_a_product_that_is_not_on_sale(status: str) -> None:
    cup, cart = make_variant(product=make_product(status=status)), make_cart()

    with pytest.raises(NotOffered):
        make_line(cart, cup)

    assert not cart.lines.exists()


def test_refuses_what_never_was() -> None:
    cart = make_cart()

    with pytest.raises(NotOffered):
        add_to_cart(cart_id=cart.pk, variant_id=404, quantity=1, now=NOON)


def test_a_full_basket_takes_no_other_article() -> None:
    cart, cup = make_cart(), make_variant()
    first, *others = [make_variant() for _ in range(MOST_LINES)]
    for variant in (first, *others):
        CartLine.objects.create(
            cart=cart, variant=variant, quantity=1, seen_price=1, added_at=NOON
        )

    with pytest.raises(CartFull) as refusal:
        make_line(cart, cup)

    assert refusal.value.most == MOST_LINES
    assert cart.lines.count() == MOST_LINES


def test_a_full_basket_takes_more_of_the_same() -> None:
    cart, cup = make_cart(), make_variant(on_hand=2)
    make_line(cart, cup)
    for _ in range(MOST_LINES - 1):
        CartLine.objects.create(
            cart=cart, variant=make_variant(), quantity=1, seen_price=1, added_at=NOON
        )

    make_line(cart, cup)

    assert cart.lines.get(variant=cup).quantity == 2
