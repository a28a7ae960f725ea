"""What never breaks, whatever offers meet whatever basket."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from promotions.lines import PricedLine
from promotions.offers.giving import Pile, propose
from promotions.offers.rule import Rule
from tests.promotions.offers.baskets import quote
from tests.promotions.offers.drawn import baskets, several


def by_key(lines: Sequence[PricedLine], *offers: Rule) -> dict[object, object]:
    """Every share and every gift, told without the order of the lines."""
    found = quote(lines, *offers)
    shares = {
        (one.source, line.key): share
        for one in found.discounts
        for line, share in zip(lines, one.shares, strict=True)
    }
    return {"total": found.total, "gifts": found.gifts, **shares}


def alone(lines: Sequence[PricedLine], rule: Rule) -> Decimal:
    """What it would take off if there were no other offer, without any choosing."""
    about = [
        line
        for line in sorted(lines, key=lambda line: line.key)
        if line.takes_offers and rule.scope.covers(line.product_id, {})
    ]
    piles = [
        Pile(position=line.key, quantity=line.quantity, left=line.goods)
        for line in about
    ]
    return propose(rule, piles).amount


@settings(max_examples=150, deadline=None)
@given(lines=baskets(), offers=several)
def test_nothing_that_must_hold_breaks(
    lines: list[PricedLine], offers: list[Rule]
) -> None:
    found = quote(lines, *offers)  # refuses shares that do not add up itself
    by_source = {rule.source: rule for rule in offers}

    assert all(line.net >= 0 for line in found.lines)
    assert found.discount >= max(alone(lines, rule) for rule in offers)
    for position, line in enumerate(lines):
        on = [
            by_source[one.source] for one in found.discounts if one.shares[position] > 0
        ]
        assert len(on) < 2 or all(rule.combines for rule in on)
        assert line.takes_offers or not on
        assert all(rule.scope.covers(line.product_id, {}) for rule in on)
    assert len({one.source for one in found.discounts}) == len(found.discounts)


@settings(max_examples=100, deadline=None)
@given(lines=baskets(), offers=several, data=st.data())
def test_the_order_of_lines_and_of_offers_changes_nothing(
    lines: list[PricedLine], offers: list[Rule], data: st.DataObject
) -> None:
    other_lines = data.draw(st.permutations(lines))
    other_offers = data.draw(st.permutations(offers))

    assert by_key(other_lines, *other_offers) == by_key(lines, *offers)
