"""Flash sessions on public pages: by the server's time, the same for everybody."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Product, Variant
from catalog.selectors import product_cards
from orders.services import cancel_order
from orders.states import Actor
from promotions.flash_sales.on_product import flash_of_product
from promotions.flash_sales.running import close_session, open_session
from promotions.flash_sales.showing import flash_page
from promotions.models import FlashItem, FlashSale, FlashSession
from promotions.pausing import pause
from shop.kernel.clock import now
from tests.catalog.factories import make_variant
from tests.promotions.flash_sales.factories import AN_HOUR, flash_order, make_item
from tests.walks import at_noon  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = reverse("promotions:flash-sales")
AT_HOME = reverse("promotions:flash-at-home")
PANEL = reverse("promotions:flash-on-product")


def text_of(url: str = PAGE, **query: object) -> str:
    answer = Client().get(url, query or None)
    assert answer.status_code == 200
    assert "s-maxage" in answer["Cache-Control"]
    return " ".join(answer.content.decode().split())


def planned(pot: Variant, *, starts: timedelta = -AN_HOUR, **item: object) -> FlashItem:
    at = now() + starts
    return make_item(pot, starts_at=at, ends_at=at + 2 * AN_HOUR, **item)


def running(pot: Variant, **item: object) -> FlashItem:
    made = planned(pot, **item)
    open_session(session_id=made.session_id, now=now())
    return made


def test_says_that_nothing_is_planned() -> None:
    assert "No flash sale is planned" in text_of()


def test_before_the_start_the_button_says_when(pot: Variant) -> None:
    planned(pot, starts=AN_HOUR)

    page = text_of()

    assert "Starts at" in page
    assert 'value="flash:' not in page
    assert "Into my calendar" in page


def test_sells_while_it_runs(pot: Variant) -> None:
    item = running(pot, allotment=4)
    flash_order(item, now=now())

    page = text_of()

    assert f'value="flash:{item.pk}"' in page
    assert "25% gone, 3 left" in page
    assert "2 for each shopper" in page
    assert "5 minutes to pay" in page


def test_says_sold_out_and_what_may_come_back_and_opens_again(pot: Variant) -> None:
    item = running(pot, allotment=2)
    order = flash_order(item, quantity=2, now=now())
    place = reverse("promotions:flash-items")

    page = text_of(place, session=item.session_id)
    assert "2 are in unpaid orders and may come back" in page
    assert 'value="flash:' not in page

    cancel_order(order_id=order.pk, now=now(), actor=Actor.BUYER)
    assert 'value="flash:' in text_of(place, session=item.session_id)


def test_says_over_and_paused(pot: Variant) -> None:
    over = planned(pot, starts=-3 * AN_HOUR)
    assert "This session is over" in text_of(session=over.session_id)

    paused = running(make_variant(on_hand=50))
    pause(FlashSale, paused.session.sale_id, now=now())
    page = text_of(session=paused.session_id)
    assert "paused for a moment" in page
    assert 'value="flash:' not in page


@pytest.mark.parametrize("said", ["", "x", "9" * 30, "-1"])
def test_odd_sessions_show_the_one_that_is_on(pot: Variant, said: str) -> None:
    running(pot)

    assert 'value="flash:' in text_of(session=said)


def test_home_cards_and_the_product_say_it(pot: Variant) -> None:
    item = running(pot, price="5.00")

    for url in ("/", _product(pot)):
        page = text_of(url)
        assert f'value="flash:{item.pk}"' in page
        assert "¥5.00" in page
    assert page.count("btn--primary") == 1


def test_its_pieces_can_be_bought_although_the_shelf_is_empty() -> None:
    pot = make_variant(price="20.00", on_hand=3)
    item = running(pot, allotment=3, most_each=3)

    page = text_of(_product(pot))
    (card,) = product_cards(Product.objects.all(), now=now())
    assert f'value="flash:{item.pk}"' in page
    assert "Every piece has found a home" not in page
    assert 'value="cart" disabled' in page
    assert not card.is_sold_out

    flash_order(item, quantity=3, now=now())
    assert "Every piece has found a home" in text_of(_product(pot))


def test_an_open_page_of_the_product_is_told_what_became_of_it(pot: Variant) -> None:
    item = running(pot, allotment=2)
    (place,) = re.findall(r'data-live="([^"]+)"', text_of(_product(pot)))
    assert "Ends in" in text_of(place)

    order = flash_order(item, quantity=2, now=now())
    sold_out = text_of(place)
    assert "100% gone, 0 left" in sold_out
    assert "2 are in unpaid orders and may come back" in sold_out
    assert 'value="flash:' not in sold_out

    cancel_order(order_id=order.pk, now=now(), actor=Actor.BUYER)
    assert f'value="flash:{item.pk}"' in text_of(place)

    pause(FlashSale, item.session.sale_id, now=now())
    assert "paused for a moment" in text_of(place)
    assert "data-live" in text_of(place)
    assert "paused" not in text_of(_product(pot))

    FlashSession.objects.update(ends_at=now())
    over = text_of(place)
    assert "This session is over" in over
    assert "¥5.00" not in over
    assert "data-live" not in over


def test_the_product_says_when_it_begins_and_an_open_page_that_it_has(
    pot: Variant,
) -> None:
    item = planned(pot, starts=AN_HOUR)
    later = planned(pot, starts=5 * AN_HOUR, name="Supper")
    page = text_of(_product(pot))
    (place,) = re.findall(r'data-live="([^"]+)"', page)
    assert "Starts at" in page
    assert 'value="flash:' not in page

    FlashSession.objects.filter(pk=item.session_id).update(starts_at=now())
    open_session(session_id=item.session_id, now=now())

    assert f'value="flash:{item.pk}"' in text_of(place)
    assert f"session={later.session_id}" not in text_of(place)


@pytest.mark.parametrize("said", ["", "x", "9" * 30, "77"])
def test_a_product_without_a_flash_sale_has_nothing_to_ask_again(said: str) -> None:
    assert "flash__panel" not in text_of(PANEL, product=said)
    assert "data-live" not in text_of(PANEL, product=said)


def _product(pot: Variant) -> str:
    return reverse("catalog:product", args=[pot.product.slug])


def test_a_press_on_the_button_leads_to_the_check_out(pot: Variant) -> None:
    item = running(pot)
    said = {"variant": pot.pk, "quantity": 1, "deal": f"flash:{item.pk}"}
    client = Client()

    answer = client.post(reverse("cart:add"), said, follow=True)

    assert answer.request["PATH_INFO"] == reverse("orders:checkout")
    assert "¥5.00" in answer.content.decode()
    assert "Pay within 5 minutes of ordering" in answer.content.decode()
    assert "to use a coupon" not in answer.content.decode()


def test_an_order_without_a_campaign_has_its_usual_time(pot: Variant) -> None:
    client = Client()

    client.post(reverse("cart:add"), {"variant": pot.pk, "quantity": 1})

    page = client.get(reverse("orders:checkout")).content.decode()
    assert "of ordering" not in page
    assert "Until then the goods are held" in page


def test_an_open_home_page_is_told_what_becomes_of_it(
    pot: Variant, django_assert_num_queries
) -> None:
    item = running(pot, allotment=1)
    with django_assert_num_queries(1):
        assert f'value="flash:{item.pk}"' in text_of(AT_HOME)

    order = flash_order(item, now=now())
    assert "Sold out" in text_of(AT_HOME)
    cancel_order(order_id=order.pk, now=now(), actor=Actor.BUYER)
    assert f'value="flash:{item.pk}"' in text_of(AT_HOME)

    close_session(session_id=item.session_id, now=now() + 3 * AN_HOUR)
    page = text_of(AT_HOME)
    assert "This flash sale is not on now." in page
    assert "data-live" in page  # the next one, or this one when it goes on


@pytest.mark.parametrize(("seconds", "every"), [(3600, 30), (12, 12), (1, 4), (-1, 4)])
def test_those_who_wait_for_the_start_ask_rarely(
    pot: Variant, seconds: int, every: int
) -> None:
    item = planned(pot, starts=timedelta(seconds=seconds))
    moment = item.session.starts_at - timedelta(seconds=seconds)

    assert flash_page(0, now=moment).every == every
    assert flash_of_product(pot.product_id, now=moment).every == every
