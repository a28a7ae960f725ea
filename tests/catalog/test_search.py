"""Every word must be found, in either language; an empty hand is never shown."""

import pytest
from django.test import Client

from catalog.models import Product
from catalog.search import words
from catalog.selectors import search_page
from catalog.services import refresh_product
from catalog.wishes import Sort, Wishes
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def put(name: str, chinese: str = "") -> Product:
    product = make_variant().product
    product.name, product.translations = name, {"zh-hans": {"name": chinese}}
    product.save()
    refresh_product(product.pk)
    return product


def found(query: str) -> set[str]:
    page = search_page(Wishes(query=query), now=NOON)
    return {card.name for card in page.listing.cards} if page.listing else set()


def test_every_word_must_be_there() -> None:
    put("Brook Teapot")
    put("Brook Bowl")

    assert found("brook") == {"Brook Teapot", "Brook Bowl"}
    assert found("teapot BROOK") == {"Brook Teapot"}
    assert found("brook cup") == set()


def test_part_of_a_word_or_of_a_sku_is_enough() -> None:
    product = put("Brook Teapot")
    sku = product.variants.get().sku

    assert found("eapo") == {"Brook Teapot"}
    assert found(sku[2:].lower()) == {"Brook Teapot"}


def test_chinese_is_found_on_either_side() -> None:
    put("Brook Teapot", "溪流茶壶")

    assert found("茶壶") == {"Brook Teapot"}
    assert found("溪流 茶壶") == {"Brook Teapot"}


@pytest.mark.parametrize("query", ["100%", "a_b", "\\", "'; drop table", "ｂｒｏｏｋ"])
def test_signs_mean_themselves(query: str) -> None:
    put("Brook Teapot")

    assert found(query) == ({"Brook Teapot"} if query == "ｂｒｏｏｋ" else set())


def test_an_endless_query_is_cut() -> None:
    assert len(words("word " * 5000)) == 8
    assert words("x" * 20_000) == ["x" * 100]


def test_nothing_asked_shows_what_is_loved() -> None:
    put("Brook Teapot")

    page = search_page(Wishes(), now=NOON)

    assert page.listing is None
    assert [card.name for card in page.hot] == ["Brook Teapot"]


def test_an_order_without_words_lists_everything() -> None:
    put("Brook Teapot")

    page = search_page(Wishes(sort=Sort.NEW, is_sorted=True), now=NOON)

    assert page.listing is not None
    assert page.listing.count == 1


def test_nothing_found_offers_ways_on(client: Client) -> None:
    put("Brook Teapot")

    html = client.get("/search/?q=unicorn").content.decode()

    assert "Nothing found for “unicorn”" in html
    assert "Brook Teapot" in html


def test_between_two_prices_nothing_comes_nearest_from_below() -> None:
    cheap = make_variant(price="50.00")
    make_variant(price="500.00")

    between = search_page(Wishes(price_min=100, price_max=200), now=NOON)
    above = search_page(Wishes(price_min=600), now=NOON)

    assert (between.listing.count, between.below) == (0, [])
    assert [card.price for card in above.below] == [500, cheap.price]


def test_a_query_is_only_ever_text(client: Client) -> None:
    html = client.get("/search/?q=<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in html
    assert 'name="robots" content="noindex' in html
