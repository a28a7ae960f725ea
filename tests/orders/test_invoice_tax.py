"""Of a gross amount the tax is what is left when the net is rounded once."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.invoicing import tax_in
from shop.kernel.money import ZERO, from_minor, rounded

CENTS = st.integers(0, 10**9).map(from_minor)
PERCENTS = st.decimals(0, Decimal("99.99"), places=2)


@given(CENTS, PERCENTS)
def test_net_and_tax_are_the_gross_amount(gross: Decimal, percent: Decimal) -> None:
    tax = tax_in(gross, percent)

    net = gross - tax
    assert tax == rounded(tax)
    assert 0 <= tax <= gross
    assert abs(net * (1 + percent / 100) - gross) <= Decimal("0.0101")


@given(CENTS, CENTS, PERCENTS)
def test_more_contains_no_less(one: Decimal, other: Decimal, percent: Decimal) -> None:
    less, more = sorted([one, other])

    assert tax_in(less, percent) <= tax_in(more, percent)
    assert less - tax_in(less, percent) <= more - tax_in(more, percent)


@given(st.lists(CENTS, min_size=1, max_size=8), PERCENTS)
def test_parts_contain_the_tax_of_the_whole(
    parts: list[Decimal], percent: Decimal
) -> None:
    """Each part has the difference that it makes: so credit notes are reckoned."""
    before, taxes = ZERO, []
    for part in parts:
        taxes.append(tax_in(before + part, percent) - tax_in(before, percent))
        before += part

    assert sum(taxes) == tax_in(before, percent)
    assert min(taxes) >= 0
