"""Cart, checkout and orders read variants here, in the active language."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from catalog.models import Product, ProductImage
from catalog.selectors import line_facts, variant_for
from tests.catalog.factories import (
    make_option,
    make_product,
    make_values,
    make_variant,
)

pytestmark = pytest.mark.django_db


def test_a_combination_names_one_variant() -> None:
    pot = make_product()
    oat, sage = make_option(pot, "Colour", "Oat", "Sage")
    (small,) = make_option(pot, "Size", "Small")
    wanted = make_variant(product=pot, value_ids=[small.pk, oat.pk])
    make_variant(product=pot, value_ids=[small.pk, sage.pk])

    assert variant_for(pot.pk, [oat.pk, small.pk]) == wanted
    assert variant_for(pot.pk, [oat.pk]) is None
    assert variant_for(pot.pk + 1, [oat.pk, small.pk]) is None


def test_a_variant_without_options_needs_none() -> None:
    cup = make_variant()

    assert variant_for(cup.product_id, []) == cup


def test_a_line_speaks_the_language_of_the_page() -> None:
    pot = make_product(name="Teapot", translations={"zh-hans": {"name": "茶壶"}})
    (oat,) = make_option(pot, "Colour", "Oat")
    oat.translations = {"zh-hans": {"name": "燕麦白"}}
    oat.save()
    variant = make_variant(product=pot, value_ids=[oat.pk], price="20", on_hand=3)

    with translation.override("zh-hans"):
        facts = line_facts([variant.pk])[variant.pk]

    assert facts.name == "茶壶"
    assert facts.options == {"Colour": "燕麦白"}
    assert facts.product_url == f"/zh-hans/products/{pot.slug}/"
    assert (facts.price, facts.sellable, facts.is_offered) == (Decimal(20), 3, True)


def test_the_picture_is_the_one_of_the_colour() -> None:
    pot = make_product()
    oat, sage = make_option(pot, "Colour", "Oat", "Sage")
    for value, file in ((oat, "oat.webp"), (sage, "sage.webp")):
        ProductImage.objects.create(
            product=pot, value=value, file=file, width=8, height=8
        )
    variant = make_variant(product=pot, value_ids=[sage.pk])

    assert line_facts([variant.pk])[variant.pk].image == "sage.webp"


def test_what_is_withdrawn_is_still_described() -> None:
    cup = make_variant()
    Product.objects.update(status=Product.Status.ARCHIVED)

    facts = line_facts([cup.pk])[cup.pk]

    assert not facts.is_offered
    assert facts.sku == cup.sku


@pytest.mark.parametrize("count", [1, 20])
def test_one_query_however_many(count: int, django_assert_num_queries: Any) -> None:
    pots = [make_product() for _ in range(count)]
    ids = [make_variant(product=p, value_ids=make_values(p, "Oat")).pk for p in pots]

    with django_assert_num_queries(1):
        facts = line_facts(ids)

    assert len(facts) == count
