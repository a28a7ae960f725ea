"""Never one unit more than the allotment, never more than the limit per shopper."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cart.errors import DealOver
from cart.models import Cart
from cart.selectors import cart_page
from cart.services import add_to_cart, buy_through_deal
from catalog.errors import OutOfStock
from catalog.models import StockMove, Variant
from orders.errors import PriceChanged
from orders.models import Order
from orders.services import (
    cancel_order,
    expire_order,
    place_order,
    revive_order,
)
from orders.states import Actor, OrderKind, OrderStatus
from payments.gateways.base import RefundAnswer
from promotions.flash_sales.errors import FlashLimit, FlashOver, FlashSoldOut
from promotions.flash_sales.running import close_session, open_session
from promotions.models import (
    FlashClaim,
    FlashSale,
    FlashSession,
    FlashShopper,
)
from promotions.offers.rule import Kind
from shop.laws.book import examine_all
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_checkout, make_order, refused
from tests.payments.factories import (
    answer,
    capture,
    make_attempt,
    pieces_back,
    whole_refund,
)
from tests.promotions.factories import make_offer
from tests.promotions.flash_sales.factories import (
    AN_HOUR,
    deal_of,
    flash_cart,
    flash_order,
    left,
    make_item,
    make_running,
)

pytestmark = pytest.mark.django_db
TOO_LATE = NOON + timedelta(minutes=6)
OVER = NOON + AN_HOUR


@pytest.fixture(autouse=True)
def _laws_hold():
    yield
    broken = [found.law.name for found in examine_all(NOON) if found.is_breach]
    assert not broken


def reserved() -> int:
    return Variant.objects.get().reserved


def test_a_session_sets_its_pieces_aside(pot: Variant) -> None:
    item = make_item(pot, allotment=10)

    assert open_session(session_id=item.session_id, now=NOON)
    assert not open_session(session_id=item.session_id, now=NOON)

    assert (left(item), reserved()) == (10, 10)


def test_no_more_than_the_shop_still_has(pot: Variant) -> None:
    make_order(pot, quantity=45)

    item = make_running(pot, allotment=10)

    assert (left(item), item.set_aside) == (5, 5)


def test_what_is_set_aside_is_not_sold_otherwise(pot: Variant) -> None:
    make_running(pot, allotment=45)

    with pytest.raises(OutOfStock):
        add_to_cart(cart_id=make_cart().pk, variant_id=pot.pk, quantity=6, now=NOON)


def test_an_order_has_the_price_the_kind_and_the_piece(pot: Variant) -> None:
    item = make_running(pot, price="5.00")

    order = flash_order(item, quantity=2)

    line = order.lines.get()
    assert (line.unit_price, line.list_price) == (Decimal(5), Decimal(20))
    assert (line.price_name, line.deal_id) == ("Flash sale (Tea time)", item.pk)
    assert (order.kind, order.promises) == (OrderKind.FLASH, "flash")
    assert order.pay_by == NOON + timedelta(minutes=5)
    assert (left(item), reserved()) == (8, 10)
    assert FlashClaim.objects.get().order_number == order.number
    assert sum(StockMove.objects.values_list("reserved_delta", flat=True)) == 10


def test_a_time_out_returns_the_piece_to_the_session(pot: Variant) -> None:
    item = make_running(pot)
    order = flash_order(item, quantity=2)

    expire_order(order_id=order.pk, now=TOO_LATE)

    assert (left(item), reserved()) == (10, 10)
    assert FlashShopper.objects.get().taken == 0


def test_or_to_the_stock_after_its_end(pot: Variant) -> None:
    item = make_running(pot)
    order = flash_order(item, quantity=2, now=OVER - timedelta(seconds=1))
    close_session(session_id=item.session_id, now=OVER)
    assert (left(item), reserved()) == (0, 2)

    expire_order(order_id=order.pk, now=OVER + AN_HOUR)

    assert (left(item), reserved()) == (0, 0)


def test_a_refund_before_shipping_returns_it_too(pot: Variant) -> None:
    item = make_running(pot)
    order = flash_order(item)
    capture(make_attempt(order))
    order.refresh_from_db()

    answer(whole_refund(order), RefundAnswer.DONE)

    assert (left(item), reserved()) == (10, 10)


def test_a_gift_of_the_same_variant_is_not_the_sessions(pot: Variant) -> None:
    item = make_running(pot, takes_offers=True)
    make_offer(Kind.GIFT, threshold=0, gift_variant=pot)
    order = flash_order(item, quantity=2)
    assert order.lines.filter(is_gift=True).exists()
    capture(make_attempt(order))

    order.refresh_from_db()
    answer(pieces_back(order, 1, 1), RefundAnswer.DONE)

    assert (left(item), reserved()) == (9, 10)


def test_the_limit_is_for_each_shopper(pot: Variant) -> None:
    item, mei = make_running(pot, most_each=2), make_user()
    flash_order(item, quantity=2, owner=mei)

    with pytest.raises(DealOver, match="each shopper may buy 2"):
        flash_cart(item, owner=mei)
    flash_order(item, quantity=2, owner=make_user())

    assert left(item) == 6


def test_the_limit_counts_a_guest_by_phone(pot: Variant) -> None:
    item, address = make_running(pot, most_each=1), make_address()
    flash_order(item, address=address)

    error = refused(make_checkout(flash_cart(item), address=address), DealOver)

    assert "each shopper may buy 1" in str(error)


def test_a_limit_that_is_reached_meanwhile_is_found_out(pot: Variant) -> None:
    item, mei = make_running(pot, most_each=1), make_user()
    checkout = make_checkout(flash_cart(item, owner=mei))
    FlashShopper.objects.create(item=item, shopper=f"u{mei.pk}", taken=1)

    with pytest.raises((DealOver, FlashLimit)):
        place_order(checkout=checkout, now=NOON)

    FlashShopper.objects.all().delete()
    assert left(item) == 10


def test_the_last_piece_is_sold_once(pot: Variant) -> None:
    item = make_running(pot, allotment=1)
    late = make_checkout(flash_cart(item))
    flash_order(item)

    with pytest.raises((DealOver, FlashSoldOut), match="Sold out at the flash price"):
        place_order(checkout=late, now=NOON)

    assert Order.objects.count() == 1


def test_sold_out_opens_again(pot: Variant) -> None:
    item = make_running(pot, allotment=1)
    order = flash_order(item)
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    flash_order(item)

    assert left(item) == 0


@pytest.mark.parametrize("moment", [NOON - AN_HOUR - timedelta(seconds=1), OVER])
def test_only_while_it_runs(pot: Variant, moment) -> None:
    item = make_running(pot)

    with pytest.raises(DealOver, match="not on now"):
        flash_cart(item, now=moment)


def test_who_is_too_late_at_the_check_out_confirms_the_usual_price_first(pot) -> None:
    checkout = make_checkout(flash_cart(make_running(pot)))

    with pytest.raises(PriceChanged) as late:
        place_order(checkout=checkout, now=OVER)

    assert (late.value.seen, late.value.total) == (17, 32)
    assert not Order.objects.exists()


def test_a_pause_stops_it_at_once(pot: Variant) -> None:
    item = make_running(pot)
    checkout = make_checkout(flash_cart(item))
    FlashSale.objects.update(paused_at=NOON)

    page = cart_page(Cart.objects.get(pk=checkout.cart_id), now=NOON)

    assert page.lines[0].price == Decimal(20)
    assert "not on now" in page.lines[0].deal.problem


def test_late_money_takes_the_piece_again(pot: Variant) -> None:
    item = make_running(pot)
    order = flash_order(item)
    attempt = make_attempt(order)
    expire_order(order_id=order.pk, now=TOO_LATE)

    capture(attempt)

    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT
    assert (left(item), reserved()) == (9, 10)


def test_late_money_does_not_revive_what_is_sold_out(pot: Variant) -> None:
    item = make_running(pot, allotment=1)
    order = flash_order(item)
    expire_order(order_id=order.pk, now=TOO_LATE)
    flash_order(item)
    order.refresh_from_db()

    assert not revive_order(order, now=TOO_LATE)

    assert left(item) == 0


def test_a_session_comes_again_the_next_day(pot: Variant) -> None:
    item = make_running(pot, repeats_until=(NOON + timedelta(days=1)).date())

    close_session(session_id=item.session_id, now=OVER)

    again = FlashSession.objects.latest("starts_at")
    assert again.starts_at == NOON - AN_HOUR + timedelta(days=1)
    assert again.items.get().allotment == 10
    open_session(session_id=again.pk, now=again.starts_at)
    close_session(session_id=again.pk, now=again.ends_at)
    assert FlashSession.objects.count() == 2


def test_its_price_is_for_its_own_variant(pot: Variant) -> None:
    item, cup = make_running(pot), make_variant(price="90.00")
    deal, cart = deal_of(item), make_cart()

    with pytest.raises(DealOver):
        buy_through_deal(
            cart_id=cart.pk, variant_id=cup.pk, quantity=1, deal=deal, now=NOON
        )

    assert not cart.lines.exists()


def test_a_session_that_is_not_open_sells_nothing(pot: Variant) -> None:
    item = make_item(pot)

    with pytest.raises((DealOver, FlashOver)):
        flash_cart(item)
