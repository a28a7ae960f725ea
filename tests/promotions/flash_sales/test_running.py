"""A session comes again every day, also after a day on which nobody opened it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from cart.errors import DealOver
from catalog.models import Product, Variant
from catalog.selectors import product_cards
from orders.services import cancel_order
from orders.states import Actor
from promotions.flash_sales.errors import SessionHasBegun
from promotions.flash_sales.jobs import close_flash_sessions, open_flash_sessions
from promotions.flash_sales.planning import call_off
from promotions.flash_sales.reminding import ask_for_reminder
from promotions.flash_sales.showing import flash_page
from promotions.models import FlashItem, FlashSale, FlashSession
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.payments.factories import capture, make_attempt
from tests.promotions.flash_sales.factories import (
    AN_HOUR,
    flash_cart,
    flash_order,
    make_item,
    make_running,
)

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


def test_goes_on_after_days_that_nobody_opened() -> None:
    item = make_item(make_variant(), repeats_until=NOON.date() + 9 * DAYS)

    close_flash_sessions(now=NOON + 3 * DAYS)
    open_flash_sessions(now=NOON + 3 * DAYS)

    first, again = FlashSession.objects.all()
    assert first.pk == item.session_id
    assert again.starts_at == first.starts_at + 3 * DAYS
    assert again.items.get().unclaimed == item.allotment


def test_goes_on_after_a_day_that_was_called_off_before_it_came_every_day() -> None:
    item = make_running(make_variant(on_hand=50))
    first = item.session
    gone = FlashSession.objects.create(
        sale=first.sale, starts_at=first.starts_at + DAYS, ends_at=first.ends_at + DAYS
    )
    call_off(session_id=gone.pk, now=NOON)
    FlashSale.objects.update(repeats_until=NOON.date() + 2 * DAYS)

    close_flash_sessions(now=NOON + AN_HOUR)

    again = FlashSession.objects.latest("starts_at")
    assert again.starts_at == first.starts_at + 2 * DAYS
    assert again.items.get().allotment == item.allotment


def test_does_not_come_again_where_another_session_has_the_variant() -> None:
    pot = make_variant(on_hand=50)
    make_running(pot, repeats_until=NOON.date() + 9 * DAYS)
    make_item(pot, starts_at=NOON + DAYS, ends_at=NOON + DAYS + AN_HOUR)

    close_flash_sessions(now=NOON + AN_HOUR)

    assert FlashSession.objects.count() == 3
    assert FlashItem.objects.count() == 2


def test_a_withdrawn_variant_gets_nothing_back_and_counts_less() -> None:
    item = make_running(make_variant(on_hand=50), allotment=10)
    order = flash_order(item)
    Variant.objects.update(is_active=False)

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    item.refresh_from_db()
    assert (item.set_aside, item.unclaimed) == (9, 9)


def test_a_session_opens_without_what_was_withdrawn() -> None:
    item = make_item(make_variant(on_hand=50))
    Variant.objects.update(is_active=False)

    open_flash_sessions(now=NOON)

    assert FlashItem.objects.get(pk=item.pk).set_aside == 0
    assert FlashSession.objects.get().opened_at == NOON


def test_is_open_before_it_starts_and_sells_from_its_start_on() -> None:
    item = make_item(make_variant(on_hand=50), starts_at=NOON)
    early = NOON - timedelta(seconds=20)

    assert open_flash_sessions(now=early) == 1

    with pytest.raises(DealOver):
        flash_cart(item, now=early)
    flash_cart(item)
    with pytest.raises(SessionHasBegun):
        ask_for_reminder(session_id=item.session_id, owner_id=make_user().pk, now=NOON)


def test_shows_how_much_is_gone_and_only_all_of_it_as_all() -> None:
    pot = make_variant(price="20.00", on_hand=300, now=NOON - 90 * DAYS)
    item = make_running(pot, allotment=250, most_each=249)
    flash_order(item, quantity=249)

    (shown,) = flash_page(item.session_id, now=NOON).items
    assert (shown.percent, shown.left, shown.was) == (99, 1, 20)
    (card,) = product_cards(Product.objects.all(), now=NOON)
    assert (card.price, card.badge) == (5, "−75%")

    capture(make_attempt(flash_order(item)))
    (shown,) = flash_page(item.session_id, now=NOON).items
    assert (shown.percent, shown.state, shown.held) == (100, "sold_out", 249)
    (card,) = product_cards(Product.objects.all(), now=NOON)
    assert (card.price, card.badge) == (20, "")


def test_goes_on_over_midnight_and_comes_again_the_next_evening() -> None:
    begin, end = NOON + 2 * AN_HOUR, NOON + 6 * AN_HOUR  # 22:00 until 2:00 in the shop
    tomorrow = localtime(end).date()
    item = make_item(
        make_variant(on_hand=50), starts_at=begin, ends_at=end, repeats_until=tomorrow
    )
    open_flash_sessions(now=begin)
    assert localtime(begin).date() < tomorrow

    flash_order(item, now=end - AN_HOUR)
    for moment in (end, end + DAYS):
        close_flash_sessions(now=moment)

    starts = FlashSession.objects.values_list("starts_at", flat=True)
    assert list(starts) == [begin, begin + DAYS]


def test_what_comes_every_day_comes_the_day_after_one_that_is_called_off(
    pot: Variant,
) -> None:
    begin = NOON + 2 * AN_HOUR
    item = make_item(pot, starts_at=begin, ends_at=begin + AN_HOUR, price="12.00")
    FlashSale.objects.update(repeats_until=localtime(begin) + DAYS)

    call_off(session_id=item.session_id, now=NOON)

    again = FlashItem.objects.get()
    assert again.session.starts_at == begin + DAYS
    assert (again.variant, again.price) == (pot, item.price)
    call_off(session_id=again.session_id, now=NOON)
    assert not FlashItem.objects.exists()
