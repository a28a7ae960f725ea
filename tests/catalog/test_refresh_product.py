"""A product's row repeats its price range and everything it may be found by."""

from decimal import Decimal

import pytest

from catalog.models import Product, Variant
from catalog.services import count_sold, refresh_product
from tests.catalog.factories import (
    make_category,
    make_filter,
    make_option,
    make_product,
    make_variant,
)

pytestmark = pytest.mark.django_db


def refreshed(product: Product) -> Product:
    refresh_product(product.pk)
    product.refresh_from_db()
    return product


def test_the_range_covers_what_is_offered() -> None:
    pot = make_product()
    oat, sage, ink = make_option(pot, "Colour", "Oat", "Sage", "Ink")
    make_variant(product=pot, value_ids=[oat.pk], price="20", compare_at="25")
    make_variant(product=pot, value_ids=[sage.pk], price="30")
    make_variant(product=pot, value_ids=[ink.pk], price="10", is_active=False)

    refreshed(pot)

    assert (pot.price_from, pot.price_to) == (Decimal(20), Decimal(30))
    assert pot.was_from == Decimal(25)


def test_without_an_offer_there_is_no_price_and_no_place_in_lists() -> None:
    cup = make_variant()
    Variant.objects.update(is_active=False)

    product = refreshed(cup.product)

    assert product.price_from is None
    assert not Product.objects.on_sale().exists()


def test_it_is_found_by_everything_that_describes_it() -> None:
    pot = make_product(
        name="Brook TEAPOT",
        summary="Round",
        brand="Ondwell",
        tags=["gift"],
        translations={"zh-hans": {"name": "溪流茶壶"}},
    )
    (celadon,) = make_option(pot, "Colour", "Celadon")
    (stone,) = make_filter("Material", "Stoneware")
    above = make_category(name="Kitchen")
    pot.categories.add(make_category(name="Tea", parent=above))
    pot.attribute_values.add(stone)
    make_variant(product=pot, value_ids=[celadon.pk], sku="OND-42")

    text = refreshed(pot).search_text

    for word in ("brook teapot", "round", "ondwell", "gift", "溪流茶壶", "celadon"):
        assert word in text
    for word in ("stoneware", "tea", "kitchen", "ond-42"):
        assert word in text


def test_sold_pieces_are_counted_per_product() -> None:
    pot = make_product()
    oat, sage = make_option(pot, "Colour", "Oat", "Sage")
    first = make_variant(product=pot, value_ids=[oat.pk])
    second = make_variant(product=pot, value_ids=[sage.pk])
    cup = make_variant()

    count_sold({first.pk: 2, second.pk: 3, cup.pk: 1})

    pot.refresh_from_db()
    cup.product.refresh_from_db()
    assert (pot.sold_count, cup.product.sold_count) == (5, 1)


def test_what_comes_back_is_counted_off_but_never_below_zero() -> None:
    cup = make_variant()
    count_sold({cup.pk: 2})

    count_sold({cup.pk: -2})
    count_sold({cup.pk: -1})

    cup.product.refresh_from_db()
    assert cup.product.sold_count == 0


def test_counting_none_touches_no_row(django_assert_num_queries) -> None:
    cup = make_variant()

    with django_assert_num_queries(1):  # whose variants these are
        count_sold({cup.pk: 0})
