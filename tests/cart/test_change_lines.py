"""A basket's lines are changed, ticked and removed by its holder alone."""

from decimal import Decimal

import pytest

from cart.errors import BadQuantity, CannotTick, NotOffered
from cart.models import MOST_PIECES, CartLine
from cart.services import (
    buy_only,
    note_prices,
    remove_line,
    remove_unavailable,
    select_all,
    select_line,
    set_quantity,
    take_lines,
)
from catalog.errors import OutOfStock
from catalog.models import Variant
from catalog.stock import adjust_stock
from tests.cart.factories import make_cart, make_line
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def sell_out(variant: Variant) -> None:
    adjust_stock(variant_id=variant.pk, delta=-variant.on_hand, reason="x", now=NOON)


def test_sets_a_quantity() -> None:
    cart = make_cart(make_variant(on_hand=9), quantity=2)

    set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=9)

    assert cart.lines.get().quantity == 9


@pytest.mark.parametrize("quantity", [0, -3, MOST_PIECES + 1])
def test_keeps_the_quantity_when_the_new_one_is_senseless(quantity: int) -> None:
    cart = make_cart(make_variant(on_hand=5000), quantity=2)

    with pytest.raises(BadQuantity):
        set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=quantity)

    assert cart.lines.get().quantity == 2


def test_keeps_the_quantity_when_stock_is_short() -> None:
    cart = make_cart(make_variant(on_hand=3), quantity=2)

    with pytest.raises(OutOfStock) as refusal:
        set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=4)

    assert refusal.value.left == 3
    assert cart.lines.get().quantity == 2


def test_keeps_the_quantity_of_what_was_withdrawn() -> None:
    cart = make_cart(make_variant(), quantity=2)
    Variant.objects.update(is_active=False)

    with pytest.raises(NotOffered):
        set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=1)

    assert cart.lines.get().quantity == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda cart, line: set_quantity(cart_id=cart, line_id=line, quantity=2),
        lambda cart, line: select_line(cart_id=cart, line_id=line, is_selected=False),
        lambda cart, line: remove_line(cart_id=cart, line_id=line),
    ],
)
def test_nobody_changes_a_line_of_another_basket(change) -> None:
    line, thief = make_cart(make_variant()).lines.get(), make_cart()

    with pytest.raises(CartLine.DoesNotExist):
        change(thief.pk, line.pk)

    line.refresh_from_db()
    assert (line.quantity, line.is_selected) == (1, True)


def test_unticks_and_ticks() -> None:
    cart = make_cart(make_variant())
    line = cart.lines.get()

    select_line(cart_id=cart.pk, line_id=line.pk, is_selected=False)
    unticked = cart.lines.get().is_selected
    select_line(cart_id=cart.pk, line_id=line.pk, is_selected=True)

    assert (unticked, cart.lines.get().is_selected) == (False, True)


def test_does_not_tick_what_fell_short() -> None:
    cup = make_variant(on_hand=3)
    cart = make_cart(cup, quantity=3)
    line = cart.lines.get()
    select_line(cart_id=cart.pk, line_id=line.pk, is_selected=False)
    adjust_stock(variant_id=cup.pk, delta=-1, reason="broken", now=NOON)

    with pytest.raises(CannotTick):
        select_line(cart_id=cart.pk, line_id=line.pk, is_selected=True)

    assert not cart.lines.get().is_selected


def test_select_all_leaves_out_what_cannot_be_ordered() -> None:
    cup, gone = make_variant(), make_variant()
    cart = make_cart(cup, gone)
    sell_out(gone)

    select_all(cart_id=cart.pk, is_selected=True)

    assert cart.lines.get(variant=cup).is_selected
    assert not cart.lines.get(variant=gone).is_selected


def test_select_none() -> None:
    cart = make_cart(make_variant(), make_variant())

    select_all(cart_id=cart.pk, is_selected=False)

    assert not cart.lines.filter(is_selected=True).exists()


def test_removing_tells_what_to_undo() -> None:
    cup = make_variant()
    cart = make_cart(cup, quantity=2)

    line = remove_line(cart_id=cart.pk, line_id=cart.lines.get().pk)

    assert (line.variant_id, line.quantity) == (cup.pk, 2)
    assert not cart.lines.exists()


def test_removes_all_that_cannot_be_ordered() -> None:
    cup, gone = make_variant(), make_variant()
    cart = make_cart(cup, gone)
    sell_out(gone)

    assert remove_unavailable(cart_id=cart.pk) == 1

    assert cart.lines.get().variant_id == cup.pk


def test_buying_now_leaves_the_rest_unticked() -> None:
    cup, pot = make_variant(), make_variant(on_hand=4)
    cart = make_cart(cup, pot, quantity=3)

    buy_only(cart_id=cart.pk, variant_id=pot.pk, quantity=1, now=NOON)

    ticked = cart.lines.get(is_selected=True)
    assert (ticked.variant_id, ticked.quantity) == (pot.pk, 1)
    assert cart.lines.get(variant=cup).quantity == 3


def test_a_seen_price_is_noted_in_its_own_basket_only() -> None:
    mine, other = make_cart(make_variant()), make_cart(make_variant())
    line, foreign = mine.lines.get(), other.lines.get()
    prices = {line.pk: Decimal("9.99"), foreign.pk: Decimal("0.01")}

    note_prices(cart_id=mine.pk, prices=prices)

    assert mine.lines.get().seen_price == Decimal("9.99")
    assert other.lines.get().seen_price == foreign.seen_price


def test_taking_lines_takes_all_of_them() -> None:
    cart = make_cart(make_variant(), make_variant(), make_variant())
    wanted = [line.pk for line in cart.lines.all()][:2]

    taken = take_lines(cart=cart, line_ids=wanted)

    assert {line.pk for line in taken} == set(wanted)
    assert cart.lines.count() == 1


@pytest.mark.parametrize("stray", [404, -1, 2**63, 2**90])
def test_taking_lines_takes_none_where_one_is_missing(stray: int) -> None:
    cart = make_cart(make_variant())
    line = cart.lines.get()

    taken = take_lines(cart=cart, line_ids=[line.pk, stray])

    assert [found.pk for found in taken] == [line.pk]
    assert cart.lines.get() == line


def test_taking_lines_never_reaches_into_another_basket() -> None:
    thief, line = make_cart(), make_line(make_cart(), make_variant())

    taken = take_lines(cart=thief, line_ids=[line.pk])

    assert taken == []
    assert CartLine.objects.get() == line
