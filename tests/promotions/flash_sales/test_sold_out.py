"""Who comes too late is turned away unasked, and nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from cart.errors import DealOver
from cart.models import Cart
from catalog.errors import OutOfStock
from orders.services import Checkout, cancel_order, place_order
from orders.states import Actor
from promotions import sold_out
from promotions.flash_sales.errors import FlashSoldOut
from promotions.models import FlashItem
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout, make_order, refused
from tests.promotions.flash_sales.factories import (
    flash_cart,
    flash_order,
    make_running,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> FlashItem:
    return make_running(make_variant(price="20.00", on_hand=50), allotment=1)


@pytest.fixture
def late(item: FlashItem) -> Checkout:
    """Of a buyer who came before the last piece was gone."""
    return make_checkout(flash_cart(item))


def sell_out(item: FlashItem, late: Checkout) -> None:
    """The first loser is told by the database; for a second nobody else is."""
    flash_order(item)
    refused(late, DealOver)


def test_an_order_costs_one_query(item, late, django_assert_num_queries) -> None:
    sell_out(item, late)

    with django_assert_num_queries(1):
        error = refused(late, FlashSoldOut)

    assert "Sold out at the flash price" in str(error)


def test_a_buy_costs_none(item, late, django_assert_num_queries) -> None:
    cart = Cart.objects.create(token="new")
    sell_out(item, late)

    with django_assert_num_queries(0), pytest.raises(DealOver):
        flash_cart(item, cart=cart)


def press_buy(item: FlashItem, **headers: str) -> str:
    form = {"variant": item.variant_id, "quantity": 1, "deal": f"flash:{item.pk}"}
    answer = Client().post(reverse("cart:add"), form, headers=headers)
    assert answer.status_code == 422
    return answer.content.decode()


def test_the_page_says_so_and_no_basket_is_made(item, late) -> None:
    sell_out(item, late)
    baskets = Cart.objects.count()

    assert "Sold out at the flash price" in press_buy(item)

    assert Cart.objects.count() == baskets


def test_a_word_beside_the_page_costs_no_query(
    item, late, django_assert_num_queries
) -> None:
    sell_out(item, late)

    with django_assert_num_queries(0):
        word = press_buy(item, **{"HX-Request": "true"})

    assert "Sold out at the flash price" in word


def test_a_piece_that_comes_back_is_sold_again(item, late, monkeypatch) -> None:
    first = flash_order(item)
    refused(late, DealOver)
    cancel_order(order_id=first.pk, now=NOON, actor=Actor.BUYER)
    later = sold_out.monotonic() + sold_out.LIVES_SECONDS
    monkeypatch.setattr(sold_out, "monotonic", lambda: later)

    assert place_order(checkout=late, now=NOON).is_new


def test_who_got_the_last_piece_finds_his_order_again(item, late) -> None:
    mine = make_checkout(flash_cart(item))
    order = place_order(checkout=mine, now=NOON).order
    refused(late, DealOver)

    again = place_order(checkout=mine, now=NOON)

    assert (again.order, again.is_new) == (order, False)


def test_other_goods_are_sold_meanwhile(item, late) -> None:
    sell_out(item, late)

    flash_order(make_running(make_variant(price="20.00", on_hand=50)))
    make_order(make_variant())


def test_a_last_piece_that_was_not_bought_after_all_is_not_noted(
    item, late, monkeypatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OutOfStock(0, 1)

    with monkeypatch.context() as patch:
        patch.setattr("orders.services.placing.announce", fail)
        refused(make_checkout(flash_cart(item)), OutOfStock)

    assert place_order(checkout=late, now=NOON).is_new
