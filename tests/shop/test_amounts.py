"""Amounts in the database are exact, and arithmetic on them counts whole currency."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import F, Sum

from catalog.models import Variant
from payments.models import PaymentAttempt
from shop.kernel.fields import A
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.payments.factories import capture, make_attempt

pytestmark = pytest.mark.django_db


def test_comes_back_as_it_went_in() -> None:
    cup = make_variant(price="19.99")

    assert Variant.objects.get(pk=cup.pk).price == Decimal("19.99")


def test_sums_exactly() -> None:
    for _ in range(3):
        make_variant(price="0.10")

    assert Variant.objects.aggregate(sum=Sum("price"))["sum"] == Decimal("0.30")


def test_adds_whole_currency() -> None:
    cup = make_variant(price="10.00")

    Variant.objects.update(price=A("price") + Decimal("5.50") - Decimal(0))

    cup.refresh_from_db()
    assert cup.price == Decimal("15.50")


def test_a_refund_a_hundred_times_too_large_is_refused() -> None:
    attempt = make_attempt(make_order(make_variant(price="10.00")))
    capture(attempt)
    rows = PaymentAttempt.objects.filter(pk=attempt.pk)
    too_much = attempt.amount * 100

    assert not rows.filter(captured__gte=A("refunded") + too_much).exists()
    with pytest.raises(IntegrityError):
        rows.update(refunded=A("refunded") + too_much)


def test_the_trap_that_this_avoids() -> None:
    """A bare Decimal beside `F()` counts minor units: the guard fails a hundredfold."""
    attempt = make_attempt(make_order(make_variant(price="10.00")))
    capture(attempt)
    rows = PaymentAttempt.objects.filter(pk=attempt.pk)

    assert rows.filter(captured__gte=F("refunded") + attempt.amount * 50).exists()


@pytest.mark.parametrize("other", [5, 0.5, "1"])
def test_takes_nothing_but_amounts(other: object) -> None:
    with pytest.raises(TypeError):
        A("price") + other


def test_refuses_to_multiply() -> None:
    with pytest.raises(TypeError):
        A("price") * Decimal(2)


def test_an_amount_has_the_currencys_decimals() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Variant.objects.update(price=Decimal("1.005"))
