"""Amounts are whole numbers of a currency's smallest unit, as Stripe counts them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.gateways.stripe.minor import from_units, to_units

PAIRS = [
    ("19.99", "CNY", 1999),
    ("0.30", "USD", 30),
    ("500", "JPY", 500),
    ("1000", "KRW", 1000),
    ("7", "XAF", 7),
    ("5", "ISK", 500),
    ("5", "UGX", 500),
    ("5.120", "KWD", 5120),
    ("10.45", "HUF", 1045),
    ("8.40", "TWD", 840),
]


@pytest.mark.parametrize(("amount", "currency", "units"), PAIRS)
def test_there_and_back(amount: str, currency: str, units: int) -> None:
    assert to_units(Decimal(amount), currency) == units
    assert from_units(units, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "CNY"),
        ("1.5", "JPY"),
        ("10.50", "XAF"),
        ("5.50", "ISK"),
        ("1.01", "UGX"),
        ("5.124", "KWD"),
    ],
)
def test_what_has_no_unit_is_refused_and_never_rounded(amount, currency) -> None:
    with pytest.raises(ValueError, match="no such part"):
        to_units(Decimal(amount), currency)


@pytest.mark.parametrize("units", [19.99, 1.0, True, "1999", None])
def test_only_whole_numbers_are_amounts(units) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        from_units(units, "CNY")


@given(st.integers(0, 10**12), st.sampled_from(["CNY", "EUR", "JPY", "XOF"]))
def test_nothing_is_lost_on_the_way(units: int, currency: str) -> None:
    assert to_units(from_units(units, currency), currency) == units
