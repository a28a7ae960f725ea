"""How many points an order gives and takes, to the smallest coin."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.points.rules import Rates, part_of, points_for, redeem

RATES = Rates(earned=Decimal(1), worth=100, most_percent=20)
cents = st.integers(0, 10**7).map(lambda units: Decimal(units).scaleb(-2))


@pytest.mark.parametrize(
    ("amount", "points"), [("0", 0), ("0.99", 0), ("12.50", 12), ("300", 300)]
)
def test_only_whole_units_give_points(amount: str, points: int) -> None:
    assert points_for(Decimal(amount), RATES) == points


@pytest.mark.parametrize(
    ("wished", "balance", "goods", "used", "amount"),
    [
        (500, 1000, "100", 500, "5.00"),
        (5000, 9000, "100", 2000, "20.00"),  # a fifth of the goods
        (500, 300, "100", 300, "3.00"),
        (0, 300, "100", 0, "0"),
        (-5, 300, "100", 0, "0"),
        (500, 500, "0.10", 2, "0.02"),
    ],
)
def test_redeems(wished: int, balance: int, goods: str, used: int, amount: str) -> None:
    taken = redeem(wished=wished, balance=balance, goods=Decimal(goods), rates=RATES)

    assert (taken.points, taken.amount) == (used, Decimal(amount))


@given(
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    cents,
    st.integers(1, 10**4),
    st.integers(0, 100),
)
def test_never_takes_more_than_there_is(
    wished: int, balance: int, goods: Decimal, worth: int, percent: int
) -> None:
    rates = Rates(earned=Decimal(1), worth=worth, most_percent=percent)

    taken = redeem(wished=wished, balance=balance, goods=goods, rates=rates)

    assert 0 <= taken.points <= min(wished, balance)
    assert 0 <= taken.amount <= goods
    assert (taken.points == 0) == (taken.amount == 0)
    assert taken.points * 100 >= taken.amount * 100 * worth


@given(st.integers(0, 10**6), cents, st.lists(st.integers(0, 100), max_size=5))
def test_parts_of_a_refund_come_to_the_whole(
    points: int, goods: Decimal, percents: list[int]
) -> None:
    steps = sorted(percents)
    parts = [
        part_of(points, returned=goods * percent / 100, goods=goods)
        for percent in steps
    ]

    assert parts == sorted(parts)
    assert all(0 <= part <= points for part in parts)
    if goods:
        assert part_of(points, returned=goods, goods=goods) == points
