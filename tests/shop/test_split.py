"""Parts of an amount always add up to it (largest remainder)."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shop.kernel.money import ZERO, from_minor, percent_of, rounded, split, to_minor

cents = st.integers(0, 10**12).map(from_minor)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)


@given(cents, weights)
def test_parts_add_up(amount: Decimal, shares: list[int]) -> None:
    assert sum(split(amount, shares), ZERO) == amount


@given(cents, weights)
def test_no_part_is_off_by_more_than_a_cent(amount: Decimal, shares: list[int]) -> None:
    assume(sum(shares))

    for part, share in zip(split(amount, shares), shares, strict=True):
        exact = amount * share / sum(shares)
        assert part >= 0
        assert abs(part - exact) < Decimal("0.01")


@given(cents, weights)
def test_a_bigger_weight_never_gets_less(amount: Decimal, shares: list[int]) -> None:
    parts = split(amount, sorted(shares))

    if sum(shares):
        assert parts == sorted(parts) or _only_ties_differ(parts, sorted(shares))


def _only_ties_differ(parts: list[Decimal], shares: list[int]) -> bool:
    return all(
        parts[i] <= parts[j]
        for i in range(len(parts))
        for j in range(i, len(parts))
        if shares[i] < shares[j]
    )


def test_the_spare_cent_goes_to_the_earlier_of_equals() -> None:
    assert split(Decimal("0.02"), [1, 1, 1]) == [Decimal("0.01"), Decimal("0.01"), 0]


def test_without_weights_the_parts_are_equal() -> None:
    assert split(Decimal("1.00"), [0, 0]) == [Decimal("0.50"), Decimal("0.50")]


@pytest.mark.parametrize(
    ("amount", "shares"), [(Decimal(-1), [1]), (Decimal(1), []), (Decimal(1), [1, -1])]
)
def test_refuses_what_cannot_be_split(amount: Decimal, shares: list[int]) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        split(amount, shares)


def test_rounds_half_up() -> None:
    assert rounded(Decimal("1.005")) == Decimal("1.01")
    assert percent_of(Decimal("12.5"), Decimal("0.20")) == Decimal("0.03")


def test_refuses_to_round_an_amount_away() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        to_minor(Decimal("0.001"))


def test_refuses_a_float() -> None:
    with pytest.raises(TypeError):
        to_minor(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("currency", "units"), [("JPY", 5), ("KWD", 5000)])
def test_knows_the_decimals_of_a_currency(currency: str, units: int) -> None:
    assert to_minor(Decimal(5), currency) == units
