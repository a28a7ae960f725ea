"""Lists sort and filter by the prices that their cards show."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from catalog.models import Product, Variant
from catalog.selectors.listing import listing
from catalog.services import set_price
from catalog.wishes import wishes_from
from promotions.listed import follow_campaign_prices
from promotions.models import FlashSale
from promotions.pausing import pause
from tests.catalog.factories import make_product, make_values, make_variant
from tests.conftest import NOON
from tests.promotions.factories import DAY, make_sale
from tests.promotions.flash_sales.factories import flash_order, make_running

pytestmark = pytest.mark.django_db


def shown(query: str, *, now: datetime = NOON) -> list[Decimal]:
    """The prices of the cards, in their order."""
    wishes = wishes_from(QueryDict(query))
    return [
        card.price for card in listing(Product.objects.all(), wishes, now=now).cards
    ]


def charged(variant: Variant) -> tuple[Any, Any]:
    product = Product.objects.get(pk=variant.product_id)
    return product.charged_from, product.charged_to


def test_follow_a_sale_from_its_start_to_its_end() -> None:
    dear, cheap = make_variant(price="20.00"), make_variant(price="12.00")
    make_sale(dear, "8.00")

    assert follow_campaign_prices(NOON) == 1
    assert follow_campaign_prices(NOON) == 0
    assert shown("sort=price") == [8, 12]
    assert shown("sort=-price") == [12, 8]
    assert shown("sort=price&max=10") == [8]
    assert shown("sort=price&min=10") == [12]

    assert follow_campaign_prices(NOON + DAY) == 1
    assert shown("sort=price", now=NOON + DAY) == [12, 20]
    assert charged(cheap) == (12, 12)


def test_a_product_with_choices_is_found_by_any_of_them() -> None:
    product = make_product()
    red, blue = make_values(product, "Red", "Blue")
    low = make_variant(product=product, value_ids=[red], price="20.00")
    high = make_variant(product=product, value_ids=[blue], price="20.00")
    make_sale(low, "15.00")

    follow_campaign_prices(NOON)

    assert charged(low) == (15, 20)
    (card,) = listing(Product.objects.all(), wishes_from(QueryDict("")), now=NOON).cards
    assert (card.price, card.is_from) == (15, True)
    make_sale(high, "15.00")
    follow_campaign_prices(NOON)
    assert charged(low) == (15, 15)


def test_a_flash_price_counts_while_there_is_something_left_of_it() -> None:
    pot = make_variant(price="20.00", on_hand=50)
    item = make_running(pot, price="5.00", allotment=2)
    follow_campaign_prices(NOON)
    assert charged(pot) == (5, 5)

    flash_order(item, quantity=2)
    follow_campaign_prices(NOON)
    assert charged(pot) == (20, 20)

    other = make_running(make_variant(price="20.00", on_hand=50))
    follow_campaign_prices(NOON)
    pause(FlashSale, other.session.sale_id, now=NOON)
    assert follow_campaign_prices(NOON) == 1


def test_a_new_usual_price_shows_at_once_and_the_sale_with_the_next_sweep() -> None:
    pot = make_variant(price="20.00")
    make_sale(pot, "8.00")
    follow_campaign_prices(NOON)

    set_price(variant_id=pot.pk, price=Decimal(18), compare_at=None, now=NOON)
    assert charged(pot) == (18, 18)
    follow_campaign_prices(NOON)
    assert charged(pot) == (8, 8)

    set_price(variant_id=pot.pk, price=Decimal(7), compare_at=None, now=NOON)
    assert follow_campaign_prices(NOON) == 0
    assert charged(pot) == (7, 7)


def test_nothing_to_do_costs_three_queries(django_assert_num_queries: Any) -> None:
    make_variant()

    with django_assert_num_queries(3):
        assert follow_campaign_prices(NOON) == 0


def test_the_database_refuses_a_list_price_above_the_usual_one() -> None:
    pot = make_variant(price="20.00")

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=pot.product_id).update(charged_to=21)
