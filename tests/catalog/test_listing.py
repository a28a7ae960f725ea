"""A list is sorted, filtered and paged by its address alone."""

from typing import Any

import pytest
from django.http import QueryDict

from catalog.models import Product
from catalog.selectors import category_page
from catalog.selectors.listing import Listing, PageBeyondTheEnd
from catalog.services import refresh_product
from catalog.wishes import Wishes, wishes_from
from tests.catalog.factories import (
    make_category,
    make_filter,
    make_option,
    make_shelf_of,
    make_variant,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def listed(category: Any, query: str = "") -> Listing:
    page = category_page(category.slug, wishes_from(QueryDict(query)), now=NOON)
    assert page is not None
    return page.listing


def names(listing: Listing) -> list[str]:
    return [card.name for card in listing.cards]


def put(category: Any, name: str, price: str, **overrides: Any) -> Product:
    variant = make_variant(price=price, on_hand=overrides.pop("on_hand", 5))
    Product.objects.filter(pk=variant.product_id).update(name=name, **overrides)
    variant.product.categories.add(category)
    refresh_product(variant.product_id)
    variant.product.refresh_from_db()
    return variant.product


@pytest.fixture
def shelf() -> Any:
    category = make_category(slug="tea")
    put(category, "Cup", "20", sold_count=5, on_hand=0)
    put(category, "Pot", "90", sold_count=1, is_featured=True)
    put(category, "Bowl", "50", sold_count=9, published_at=NOON.replace(day=21))
    return category


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Pot", "Bowl", "Cup"]),
        ("sort=sales", ["Bowl", "Cup", "Pot"]),
        ("sort=price", ["Cup", "Bowl", "Pot"]),
        ("sort=-price", ["Pot", "Bowl", "Cup"]),
        ("sort=cheapest", ["Pot", "Bowl", "Cup"]),
        ("sort=price&min=30", ["Bowl", "Pot"]),
        ("sort=price&max=50", ["Cup", "Bowl"]),
        ("sort=price&min=60&max=40", ["Bowl"]),
        ("sort=price&min=abc&max=-1", ["Cup", "Bowl", "Pot"]),
        ("sort=price&stock=1", ["Bowl", "Pot"]),
        ("sort=price&f-colour=red", ["Cup", "Bowl", "Pot"]),
    ],
)
def test_the_address_decides(shelf: Any, query: str, expected: list[str]) -> None:
    assert names(listed(shelf, query)) == expected


def test_newest_first(shelf: Any) -> None:
    assert names(listed(shelf, "sort=new"))[0] == "Bowl"


def test_a_category_holds_what_is_below_it(shelf: Any) -> None:
    above = make_category()
    shelf.parent = above
    shelf.save()

    assert listed(above).count == 3


def test_what_is_hidden_hides_what_is_below() -> None:
    above = make_category(is_visible=False)
    below = make_category(parent=above)

    assert category_page(below.slug, Wishes(), now=NOON) is None


def test_only_what_is_on_sale(shelf: Any) -> None:
    Product.objects.filter(name="Pot").update(status=Product.Status.DRAFT)
    Product.objects.filter(name="Cup").update(status=Product.Status.ARCHIVED)

    assert names(listed(shelf)) == ["Bowl"]


def test_values_of_one_facet_add_up_and_facets_narrow() -> None:
    glass, wood = make_filter("Material", "Glass", "Wood")
    kitchen, study = make_filter("Room", "Kitchen", "Study")
    category = make_shelf_of(2, glass, kitchen)
    make_shelf_of(1, wood, kitchen, category=category)
    make_shelf_of(1, wood, study, category=category)

    either = listed(category, "f-material=glass&f-material=wood")
    both = listed(category, "f-material=wood&f-room=kitchen")

    assert either.count == 4
    assert both.count == 1


def test_a_facet_counts_what_choosing_it_would_show() -> None:
    glass, wood = make_filter("Material", "Glass", "Wood")
    kitchen, study = make_filter("Room", "Kitchen", "Study")
    category = make_shelf_of(2, glass, kitchen)
    make_shelf_of(1, wood, kitchen, category=category)
    make_shelf_of(4, wood, study, category=category)

    facets = listed(category, "f-material=wood&f-room=kitchen").facets

    counts = {value.name: value.count for facet in facets for value in facet.values}
    assert counts == {"Glass": 2, "Wood": 1, "Kitchen": 1, "Study": 4}


def test_an_applied_filter_can_be_taken_off_alone() -> None:
    (glass,) = make_filter("Material", "Glass")
    category = make_shelf_of(1, glass)

    page = listed(category, "f-material=glass&min=5&sort=price&stock=1")

    chips = {chip.label: chip.url for chip in page.applied}
    assert chips["Glass"] == "?sort=price&min=5&stock=1"
    assert chips["In stock"] == "?sort=price&min=5&f-material=glass"
    assert page.reset_url == "?sort=price"


def test_pages_hold_twenty_four() -> None:
    category = make_shelf_of(25)

    assert len(listed(category).cards) == 24
    assert len(listed(category, "page=2").cards) == 1


@pytest.mark.parametrize("page", ["abc", "-1", "0", "1.5", "٣", "9" * 30])
def test_a_page_that_is_no_number_is_the_first(shelf: Any, page: str) -> None:
    assert listed(shelf, f"page={page}").page.number == 1


def test_a_page_beyond_the_end_is_not_there(shelf: Any) -> None:
    with pytest.raises(PageBeyondTheEnd):
        listed(shelf, "page=2")


def test_a_card_says_from_when_prices_differ(shelf: Any) -> None:
    product = Product.objects.get(name="Bowl")
    (large,) = make_option(product, "Size", "Large")
    make_variant(product=product, value_ids=[large.pk], price="70")

    card = next(card for card in listed(shelf).cards if card.name == "Bowl")

    assert (card.is_from, str(card.price)) == (True, "50.00")


def test_a_sold_out_article_stays_in_the_list(shelf: Any) -> None:
    sold_out = {card.name: card.is_sold_out for card in listed(shelf).cards}

    assert sold_out == {"Cup": True, "Pot": False, "Bowl": False}
