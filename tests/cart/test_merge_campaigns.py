"""At login what a guest buys through a campaign stays bought so."""

import pytest

from accounts.models import User
from cart.models import Cart, CartLine
from cart.services import merge_carts
from catalog.models import Variant
from orders.services import place_order
from promotions.models import FlashItem, FlashSession
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout
from tests.promotions.flash_sales import factories as flash
from tests.promotions.group_buys import factories as group

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> User:
    return make_user()


@pytest.fixture
def pot() -> Variant:
    return make_variant(price="20.00", on_hand=50)


def logged_in(mei: User, guest: Cart) -> CartLine:
    merge_carts(token=guest.token, owner_id=mei.pk, now=NOON)
    return mei.cart.lines.get(is_selected=True)


@pytest.mark.parametrize("kind", [flash, group])
def test_pieces_add_up_to_the_campaigns_limit(mei: User, pot: Variant, kind) -> None:
    limits = {"most_per_order": 3} if kind is group else {}
    deal = kind.make_running(pot, most_each=3, **limits)
    buy = flash.flash_cart if kind is flash else group.group_cart
    buy(deal, quantity=2, owner=mei)

    line = logged_in(mei, buy(deal, quantity=2))

    assert (line.quantity, line.deal.id) == (3, deal.pk)


def test_its_price_wins_over_the_usual_one(mei: User, pot: Variant) -> None:
    item = flash.make_running(pot, price="5.00")
    make_cart(pot, quantity=4, owner=mei)

    line = logged_in(mei, flash.flash_cart(item))

    assert (line.quantity, line.deal.id, line.seen_price) == (1, item.pk, 5)


@pytest.mark.parametrize(
    ("rows", "now"),
    [(FlashSession, {"closed_at": NOON}), (FlashItem, {"unclaimed": 0})],
)
def test_one_that_sells_none_takes_no_piece_away(
    mei: User, pot: Variant, rows, now: dict[str, object]
) -> None:
    item, tom = flash.make_running(pot), make_user()
    make_cart(pot, quantity=4, owner=mei)
    flash.flash_cart(item, owner=tom)
    late, usual = flash.flash_cart(item), make_cart(pot, quantity=4)
    rows.objects.update(**now)

    mine, toms = logged_in(mei, late), logged_in(tom, usual)

    assert (mine.quantity, mine.deal, mine.seen_price) == (5, None, 20)
    assert (toms.quantity, toms.deal.id) == (5, item.pk)


def test_a_group_buy_is_an_order_by_itself_whichever_basket_it_was_in(
    mei: User, pot: Variant
) -> None:
    offer, cup = group.make_running(pot), make_variant()
    make_cart(cup, owner=mei)
    logged_in(mei, group.group_cart(offer))

    order = place_order(checkout=make_checkout(mei.cart), now=NOON).order

    assert (order.kind, order.lines.get().variant) == ("group", pot)
    tom = make_user()
    group.group_cart(offer, owner=tom)
    assert logged_in(tom, make_cart(cup)).variant == cup
