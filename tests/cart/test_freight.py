"""What a tariff takes for a parcel, whatever is in it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cart.freight import CEILING, NOTHING, Basis, Consignment, Tariff

fees = st.integers(0, 10**6).map(lambda units: Decimal(units).scaleb(-2))
units = st.integers(1, 10**5)
counts = st.integers(1, 10**5)
thresholds = st.none() | fees
parcels = st.builds(
    Consignment, goods=fees, pieces=counts, grams=st.integers(0, 2 * 10**8)
)
free_or_not = st.builds(
    Tariff,
    basis=st.sampled_from(Basis),
    first_fee=fees,
    first_units=units,
    extra_fee=fees,
    extra_units=units,
    free_from=thresholds,
    free_pieces=st.none() | counts,
)
never_free = st.builds(
    Tariff,
    basis=st.sampled_from(Basis),
    first_fee=fees,
    first_units=units,
    extra_fee=fees,
    extra_units=units,
)


def by_weight(**figures: Any) -> Tariff:
    """¥12 for the first kilogram, ¥5 for each started half kilogram more."""
    usual: dict[str, Any] = {
        "basis": Basis.WEIGHT,
        "first_fee": Decimal(12),
        "first_units": 1000,
        "extra_fee": Decimal(5),
        "extra_units": 500,
    }
    return Tariff(**usual | figures)


def parcel(*, goods: int = 10, pieces: int = 1, grams: int = 0) -> Consignment:
    return Consignment(goods=Decimal(goods), pieces=pieces, grams=grams)


@pytest.mark.parametrize(
    ("grams", "fee"),
    [
        (0, 12),
        (1, 12),
        (1000, 12),
        (1001, 17),
        (1500, 17),
        (1501, 22),
        (5000, 52),
    ],
)
def test_charges_each_started_portion_of_weight(grams: int, fee: int) -> None:
    assert by_weight().fee_for(parcel(grams=grams)) == fee


@pytest.mark.parametrize(("pieces", "fee"), [(1, 12), (2, 12), (3, 16), (5, 20)])
def test_charges_each_started_portion_of_pieces(pieces: int, fee: int) -> None:
    tariff = Tariff(
        basis=Basis.PIECES,
        first_fee=Decimal(12),
        first_units=2,
        extra_fee=Decimal(4),
        extra_units=2,
    )

    assert tariff.fee_for(parcel(pieces=pieces, grams=90_000)) == fee


def test_one_fee_per_order_counts_nothing() -> None:
    tariff = by_weight(basis=Basis.ORDER)

    assert tariff.fee_for(parcel(pieces=999, grams=90_000)) == 12


@pytest.mark.parametrize(
    ("goods", "pieces", "fee"), [(99, 2, 12), (100, 1, 0), (99, 3, 0), (100, 3, 0)]
)
def test_is_free_from_an_amount_or_a_number(goods: int, pieces: int, fee: int) -> None:
    tariff = by_weight(free_from=Decimal(100), free_pieces=3)

    assert tariff.fee_for(parcel(goods=goods, pieces=pieces)) == fee


@given(free_or_not, parcels)
def test_is_never_negative_nor_beyond_all_columns(
    tariff: Tariff, sent: Consignment
) -> None:
    assert 0 <= tariff.fee_for(sent) <= CEILING


@given(free_or_not)
def test_nothing_costs_nothing(tariff: Tariff) -> None:
    assert tariff.fee_for(NOTHING) == 0


@given(free_or_not, parcels)
def test_a_threshold_that_is_reached_goes_before_everything(
    tariff: Tariff, sent: Consignment
) -> None:
    assume(tariff.is_free_for(sent))

    assert tariff.fee_for(sent) == 0


@given(never_free, parcels)
def test_takes_the_first_fee_at_least_where_nothing_is_free(
    tariff: Tariff, sent: Consignment
) -> None:
    assert tariff.fee_for(sent) >= min(tariff.first_fee, CEILING)


@given(never_free, parcels, counts, st.integers(0, 10**6))
def test_more_never_costs_less(
    tariff: Tariff, sent: Consignment, pieces: int, grams: int
) -> None:
    more = Consignment(
        goods=sent.goods, pieces=sent.pieces + pieces, grams=sent.grams + grams
    )

    assert tariff.fee_for(more) >= tariff.fee_for(sent)


@given(free_or_not, parcels, fees)
def test_dearer_goods_never_travel_dearer(
    tariff: Tariff, sent: Consignment, more: Decimal
) -> None:
    dearer = Consignment(goods=sent.goods + more, pieces=sent.pieces, grams=sent.grams)

    assert tariff.fee_for(dearer) <= tariff.fee_for(sent)


@given(never_free, parcels)
def test_what_was_charged_covers_what_was_sent_and_not_a_portion_more(
    tariff: Tariff, sent: Consignment
) -> None:
    counted = {
        Basis.ORDER: 1,
        Basis.PIECES: sent.pieces,
        Basis.WEIGHT: sent.grams,
    }[tariff.basis]

    portions = tariff.extra_portions(sent)

    assert counted <= tariff.first_units + portions * tariff.extra_units
    assert (
        portions == 0
        or counted > tariff.first_units + (portions - 1) * tariff.extra_units
    )


@pytest.mark.parametrize(
    "figures",
    [
        {"first_units": 0},
        {"extra_units": 0},
        {"first_fee": Decimal(-1)},
        {"extra_fee": Decimal(-1)},
    ],
)
def test_refuses_figures_that_make_no_sense(figures: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"one or more|Nobody is paid"):
        by_weight(**figures)


def test_a_slip_of_the_pen_makes_no_amount_beyond_all_columns() -> None:
    tariff = by_weight(extra_fee=Decimal(10) ** 9, extra_units=1)

    assert tariff.fee_for(parcel(grams=2 * 10**9)) == CEILING
