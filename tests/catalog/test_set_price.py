"""A struck-through price is never above the lowest of the 30 days before."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from catalog.errors import WasPriceTooHigh
from catalog.models import PriceLog, Variant
from catalog.services import set_price
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def priced(variant: Variant, price: int, was: int | None, at: datetime) -> None:
    set_price(
        variant_id=variant.pk,
        price=Decimal(price),
        compare_at=None if was is None else Decimal(was),
        now=at,
    )


def now_at(variant: Variant) -> tuple[Decimal, Decimal | None]:
    variant.refresh_from_db()
    return variant.price, variant.compare_at


def test_every_price_is_written_down() -> None:
    cup = make_variant(price="20")

    priced(cup, 25, None, NOON + DAY)

    prices = PriceLog.objects.filter(variant=cup).order_by("pk")
    assert [row.price for row in prices] == [Decimal(20), Decimal(25)]


def test_writing_the_same_price_changes_nothing() -> None:
    cup = make_variant(price="20")

    priced(cup, 20, None, NOON + DAY)

    assert PriceLog.objects.filter(variant=cup).count() == 1


def test_a_first_price_may_declare_what_it_was() -> None:
    cup = make_variant(price="20", compare_at="30")

    assert now_at(cup) == (Decimal(20), Decimal(30))


def test_what_was_declared_cannot_be_raised_later() -> None:
    cup = make_variant(price="20", compare_at="30")

    with pytest.raises(WasPriceTooHigh) as refusal:
        priced(cup, 20, 31, NOON + DAY)

    assert refusal.value.lowest == Decimal(30)
    assert now_at(cup) == (Decimal(20), Decimal(30))


def test_a_reduction_shows_the_price_before_it() -> None:
    cup = make_variant(price="30")

    priced(cup, 20, 30, NOON + 40 * DAY)

    assert now_at(cup) == (Decimal(20), Decimal(30))


def test_a_price_nobody_paid_is_refused_and_changes_nothing() -> None:
    cup = make_variant(price="30")

    with pytest.raises(WasPriceTooHigh) as refusal:
        priced(cup, 20, 31, NOON + 40 * DAY)

    assert refusal.value.lowest == Decimal(30)
    assert now_at(cup) == (Decimal(30), None)
    assert PriceLog.objects.filter(variant=cup).count() == 1


def test_raising_a_price_for_a_day_earns_no_reduction() -> None:
    cup = make_variant(price="20")
    priced(cup, 40, None, NOON + 50 * DAY)

    with pytest.raises(WasPriceTooHigh) as refusal:
        priced(cup, 20, 40, NOON + 51 * DAY)

    assert refusal.value.lowest == Decimal(20)


def test_a_lower_price_is_forgotten_after_thirty_days() -> None:
    cup = make_variant(price="20")
    priced(cup, 40, None, NOON + DAY)

    priced(cup, 30, 40, NOON + 31 * DAY + timedelta(seconds=1))

    assert now_at(cup) == (Decimal(30), Decimal(40))


def test_a_lower_price_counts_until_thirty_days_are_over() -> None:
    cup = make_variant(price="20")
    priced(cup, 40, None, NOON + DAY)

    with pytest.raises(WasPriceTooHigh):
        priced(cup, 30, 40, NOON + 31 * DAY - timedelta(seconds=1))


def test_the_reduction_is_when_the_price_fell_not_when_it_is_shown() -> None:
    cup = make_variant(price="40")
    priced(cup, 30, None, NOON + 40 * DAY)

    priced(cup, 30, 40, NOON + 90 * DAY)

    assert now_at(cup) == (Decimal(30), Decimal(40))


def test_a_former_price_below_the_price_says_nothing() -> None:
    cup = make_variant(price="20")

    priced(cup, 25, 20, NOON + DAY)

    assert now_at(cup) == (Decimal(25), None)


def test_the_product_follows() -> None:
    cup = make_variant(price="30")
    priced(cup, 20, 30, NOON + 40 * DAY)

    product = cup.product
    product.refresh_from_db()

    assert (product.price_from, product.was_from) == (Decimal(20), Decimal(30))
