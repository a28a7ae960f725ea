"""At login the guest's basket moves into the account's."""

from datetime import timedelta

import pytest

from cart.models import MOST_LINES, Cart, CartLine
from cart.services import merge_carts, select_all
from cart.services.baskets import expire_guest_carts
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_lines_move() -> None:
    mei, cup = make_user(), make_variant()
    guest = make_cart(cup, quantity=2)

    moved = merge_carts(token=guest.token, owner_id=mei.pk, now=NOON)

    line = mei.cart.lines.get()
    assert moved == 1
    assert (line.variant_id, line.quantity) == (cup.pk, 2)
    assert not Cart.objects.filter(pk=guest.pk).exists()


def test_the_same_variant_adds_up() -> None:
    mei, cup = make_user(), make_variant(on_hand=10)
    make_cart(cup, quantity=2, owner=mei)
    guest = make_cart(cup, quantity=3)

    merge_carts(token=guest.token, owner_id=mei.pk, now=NOON)

    assert mei.cart.lines.get().quantity == 5


def test_adding_up_is_capped_by_the_stock() -> None:
    mei, cup = make_user(), make_variant(on_hand=4)
    make_cart(cup, quantity=3, owner=mei)
    guest = make_cart(cup, quantity=3)

    merge_carts(token=guest.token, owner_id=mei.pk, now=NOON)

    assert mei.cart.lines.get().quantity == 4


def test_a_line_that_came_along_is_ticked() -> None:
    mei, cup = make_user(), make_variant()
    own, guest = make_cart(cup, owner=mei), make_cart(cup)
    select_all(cart_id=own.pk, is_selected=False)

    merge_carts(token=guest.token, owner_id=mei.pk, now=NOON)

    assert mei.cart.lines.get().is_selected


def test_a_second_merge_finds_nothing() -> None:
    mei, cup = make_user(), make_variant()
    guest = make_cart(cup, quantity=2)
    merge_carts(token=guest.token, owner_id=mei.pk, now=NOON)

    assert merge_carts(token=guest.token, owner_id=mei.pk, now=NOON) == 0

    assert mei.cart.lines.get().quantity == 2


def test_an_account_basket_is_nobodys_guest_basket() -> None:
    mei, tom = make_user(), make_user()
    make_cart(make_variant(), owner=mei)

    assert merge_carts(token=None, owner_id=tom.pk, now=NOON) == 0

    assert mei.cart.lines.count() == 1


def test_a_full_basket_takes_no_other_article() -> None:
    mei, guest = make_user(), make_cart(make_variant())
    own = make_cart(owner=mei)
    for _ in range(MOST_LINES):
        CartLine.objects.create(
            cart=own, variant=make_variant(), quantity=1, seen_price=1, added_at=NOON
        )

    assert merge_carts(token=guest.token, owner_id=mei.pk, now=NOON) == 0

    assert own.lines.count() == MOST_LINES


def test_an_old_guest_basket_is_forgotten() -> None:
    mei = make_user()
    old, fresh, own = make_cart(make_variant()), make_cart(), make_cart(owner=mei)
    Cart.objects.exclude(pk=fresh.pk).update(updated_at=NOON - timedelta(days=61))
    Cart.objects.filter(pk=fresh.pk).update(updated_at=NOON)

    expire_guest_carts(before=NOON - timedelta(days=60))

    assert set(Cart.objects.all()) == {fresh, own}
    assert not CartLine.objects.filter(cart_id=old.pk).exists()
