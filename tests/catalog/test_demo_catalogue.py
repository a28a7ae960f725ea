"""The demo range fills an empty shop once, by the shop's own rules."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from catalog.demo.fill import fill_catalog
from catalog.models import PriceLog, Product, ProductImage, StockMove, Variant
from catalog.selectors import product_page
from shop.content.demo import fill_banners
from shop.content.models import Banner
from tests.conftest import NOON
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker) -> Iterator[None]:
    with kept(django_db_blocker):
        fill_catalog(NOON)
        fill_banners(NOON)
        yield


@pytest.mark.usefixtures("_filled")
def test_thirty_six_products_stand_on_six_shelves() -> None:
    assert Product.objects.on_sale().count() == 36
    assert Variant.objects.offered().count() == 98
    assert Product.objects.filter(categories=None).count() == 0
    assert Banner.objects.running(NOON).count() == 3


@pytest.mark.usefixtures("_filled")
def test_a_second_filling_adds_nothing() -> None:
    fill_catalog(NOON)
    fill_banners(NOON)

    assert Product.objects.count() == 36
    assert Banner.objects.count() == 3


@pytest.mark.usefixtures("_filled")
def test_every_picture_is_there() -> None:
    files = ProductImage.objects.values_list("file", flat=True)

    assert all(default_storage.exists(name) for name in files)
    assert not Product.objects.filter(images=None).exists()


@pytest.mark.usefixtures("_filled")
def test_a_reduced_price_was_really_asked_before() -> None:
    reduced = Variant.objects.exclude(compare_at=None)

    assert reduced.count() == 24
    for variant in reduced:
        before = PriceLog.objects.filter(
            variant=variant, at=NOON - timedelta(days=60), price=variant.compare_at
        )
        assert before.exists()


@pytest.mark.usefixtures("_filled")
def test_stock_came_through_the_ledger() -> None:
    on_shelf = {v.pk: v.on_hand for v in Variant.objects.exclude(on_hand=0)}
    moves = StockMove.objects.values_list("variant_id", "on_hand_delta")

    assert dict(moves) == on_shelf


@pytest.mark.usefixtures("_filled")
def test_the_colour_that_is_asked_for_is_shown_first() -> None:
    page = product_page("tide-dinner-plate", "OND-TDP01-INK-2", now=NOON)

    assert page is not None
    assert page.pictures[0].file == "products/tide-dinner-plate/4-ink.webp"
    assert len(page.pictures) == 4
