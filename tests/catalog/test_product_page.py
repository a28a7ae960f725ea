"""The product page says what it is, what it costs and whether it can be had."""

import json
import re

import pytest
from django.test import Client

from catalog.models import Product
from catalog.selectors import product_page
from tests.catalog.factories import (
    make_category,
    make_option,
    make_product,
    make_variant,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def shown(client: Client, product: Product, query: str = "") -> str:
    answer = client.get(f"/products/{product.slug}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_cheapest_in_stock_is_chosen_at_first() -> None:
    pot = make_product()
    oat, sage, ink = make_option(pot, "Colour", "Oat", "Sage", "Ink")
    make_variant(product=pot, value_ids=[oat.pk], price="10", on_hand=0)
    make_variant(product=pot, value_ids=[sage.pk], price="30")
    make_variant(product=pot, value_ids=[ink.pk], price="20")

    page = product_page(pot.slug, now=NOON)

    assert page is not None
    assert (page.choosing.words, str(page.price)) == ("Ink", "20.00")
    oat_choice, *others = page.choosing.options[0].values
    assert oat_choice.is_sold_out
    assert not any(value.is_sold_out for value in others)


def test_an_address_can_name_the_variant(client: Client) -> None:
    pot = make_product()
    oat, sage = make_option(pot, "Colour", "Oat", "Sage")
    make_variant(product=pot, value_ids=[oat.pk], price="10")
    make_variant(product=pot, value_ids=[sage.pk], price="30", sku="SAGE")

    html = shown(client, pot, "?sku=SAGE")

    assert re.search(rf'value="{sage.pk}" checked', html)
    assert "¥30.00" in html


@pytest.mark.parametrize("query", ["?sku=none", "?sku=" + "x" * 9000, "?sku=%FF"])
def test_an_unknown_variant_is_ignored(client: Client, query: str) -> None:
    cup = make_variant()

    assert cup.sku in shown(client, cup.product, query)


def test_a_withdrawn_variant_is_not_offered() -> None:
    pot = make_product()
    oat, sage = make_option(pot, "Colour", "Oat", "Sage")
    make_variant(product=pot, value_ids=[oat.pk])
    make_variant(product=pot, value_ids=[sage.pk], is_active=False)

    page = product_page(pot.slug, now=NOON)

    assert page is not None
    assert [value.name for value in page.choosing.options[0].values] == ["Oat"]


@pytest.mark.parametrize(
    ("on_hand", "words", "left"),
    [(0, "Sold out", 0), (3, "Only 3 left", 3), (9, "Only 9 left", 9)],
)
def test_few_pieces_are_counted(on_hand: int, words: str, left: int) -> None:
    page = product_page(make_variant(on_hand=on_hand).product.slug, now=NOON)

    assert page is not None
    assert page.choosing.stock == words
    assert page.matrix[0]["left"] == left


def test_many_pieces_stay_the_shops_secret() -> None:
    page = product_page(make_variant(on_hand=4321).product.slug, now=NOON)

    assert page is not None
    assert page.choosing.stock == "In stock"
    assert page.matrix[0]["left"] == 99


def test_the_form_posts_what_the_cart_reads(client: Client) -> None:
    pot = make_product()
    (oat,) = make_option(pot, "Colour", "Oat")
    make_variant(product=pot, value_ids=[oat.pk])

    html = shown(client, pot)

    assert f'name="product" value="{pot.pk}"' in html
    assert f'name="option_{oat.option_id}" value="{oat.pk}"' in html
    assert 'name="quantity"' in html
    assert 'name="go" value="cart"' in html


def test_sold_out_says_so_and_sells_nothing(client: Client) -> None:
    cup, pot = make_variant(on_hand=0), make_variant()

    html = shown(client, cup.product)

    assert "Sold out" in html
    assert "buy-form" not in html
    assert pot.product.name in html


def test_a_draft_is_unknown(client: Client) -> None:
    cup = make_variant()
    Product.objects.update(status=Product.Status.DRAFT)

    assert client.get(f"/products/{cup.product.slug}/").status_code == 404


def test_an_archived_article_stays_reachable(client: Client) -> None:
    cup = make_variant()
    Product.objects.update(status=Product.Status.ARCHIVED)

    html = shown(client, cup.product)

    assert "No longer available" in html
    assert "buy-form" not in html


def test_a_product_without_variants_or_pictures_is_no_error(client: Client) -> None:
    html = shown(client, make_product())

    assert "Sold out" in html
    assert "no-picture" in html


def test_related_goods_come_from_the_same_shelf_and_then_from_the_shop() -> None:
    shelf = make_category()
    cup, pot, lamp = make_variant(), make_variant(), make_variant()
    shelf.products.add(cup.product, pot.product)
    Product.objects.filter(pk=lamp.product_id).update(sold_count=99)

    page = product_page(cup.product.slug, now=NOON)

    assert page is not None
    assert [card.id for card in page.related] == [pot.product_id, lamp.product_id]


def test_search_engines_read_the_offer_and_nothing_breaks_out(client: Client) -> None:
    cup = make_variant(price="20")
    Product.objects.update(name="</script><b>Cup", summary="S & T")

    html = shown(client, cup.product)

    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    product = json.loads(blocks[0])
    assert product["name"] == "</script><b>Cup"
    assert product["offers"]["price"] == "20.00"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert "</script><b>" not in html
