"""The basket says what delivery would cost, and how far it is to a free one."""

import re
from html import unescape

import pytest

from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_rate, make_tariff
from tests.catalog.factories import make_variant
from tests.walks import at_noon, guest_with, shopper_with, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
CART = "/cart/"


def test_says_how_far_free_delivery_is() -> None:
    make_rate(free_from="41.00")
    client, _cart = guest_with(make_variant(price="20.00"))

    page = text_of(client.get(CART))

    assert "<strong>¥21.00</strong> more for free delivery" in page


def test_leads_to_what_fills_the_gap_alone_the_cheapest_first() -> None:
    make_rate(free_from="41.00")
    client, _cart = guest_with(make_variant(price="20.00"))
    dear, enough = make_variant(price="30.00"), make_variant(price="21.00")

    (gap,) = re.findall(r'href="(/search/[^"]*min=[^"]*)"', text_of(client.get(CART)))
    listed = client.get(unescape(gap)).context["listing"].cards

    assert [card.name for card in listed] == [enough.product.name, dear.product.name]


def test_where_nothing_fills_it_alone_what_comes_nearest_is_listed() -> None:
    make_rate(free_from="99.00")
    cheap, dear = make_variant(price="5.00"), make_variant(price="30.00")
    make_variant(price="40.00", on_hand=0)
    client, _cart = guest_with(make_variant(price="20.00"))

    (gap,) = re.findall(r'href="(/search/[^"]*min=[^"]*)"', text_of(client.get(CART)))
    answer = client.get(unescape(gap))

    assert "Nothing here costs ¥79.00 or more" in text_of(answer)
    names = [card.name for card in answer.context["page"].below]
    assert (names[0], names[-1]) == (dear.product.name, cheap.product.name)
    assert len(names) == 3


def test_says_how_many_pieces_free_delivery_still_takes() -> None:
    make_rate(free_from="500.00", free_pieces=3)
    client, _cart = guest_with(make_variant(price="20.00"), quantity=2)

    page = text_of(client.get(CART))

    assert "<strong>1 piece</strong> more for free delivery (Standard)" in page
    assert 'href="/search/?sort=price&amp;stock=1"' in page


def test_names_free_delivery_that_is_reached() -> None:
    make_rate(free_from="20.00")
    client, _cart = guest_with(make_variant(price="20.00"))

    assert "Delivery is free (Standard)" in text_of(client.get(CART))


def test_estimates_delivery_somewhere_at_home_for_a_guest() -> None:
    make_tariff(make_rate(fee="12.00"), "西藏自治区", fee="33.00")
    client, _cart = guest_with(make_variant(price="20.00"))

    page = text_of(client.get(CART))

    assert "Standard to Mainland China. Your address decides at checkout." in page
    assert "<dd>¥12.00</dd>" in page
    assert "<dd>¥32.00</dd>" in page


def test_estimates_delivery_by_the_usual_address() -> None:
    make_tariff(make_rate(fee="12.00"), "西藏自治区", fee="33.00")
    mei = make_user()
    make_address(mei, province="西藏自治区")
    make_address(mei, province="浙江省")
    client, _cart = shopper_with(mei, make_variant(price="20.00"))

    page = text_of(client.get(CART))

    assert "Standard to Tibet." in page
    assert "<dd>¥53.00</dd>" in page


def test_says_when_nothing_goes_to_the_usual_address() -> None:
    make_tariff(make_rate(), "西藏自治区", is_delivered=False)
    mei = make_user()
    make_address(mei, province="西藏自治区")
    client, _cart = shopper_with(mei, make_variant(price="20.00"))

    page = text_of(client.get(CART))

    assert "We can't deliver to Tibet yet." in page
    assert "<dd>¥20.00</dd>" in page
