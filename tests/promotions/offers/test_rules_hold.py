"""What never breaks, whatever offers meet whatever basket."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from promotions.lines import PricedLine
from promotions.offers.giving import Pile, propose
from promotions.offers.rule import Rule
from promotions.scopes import Scope
from tests.promotions.offers.baskets import (
    a_line,
    cheaper,
    for_price,
    freight,
    gift,
    percent,
    quote,
    tiers,
)

PRODUCTS = 4
common_amounts = st.sampled_from([1_000, 1_000, 3_333, 9_999])  # so that many are alike
amounts = (st.integers(0, 30_000) | common_amounts).map(
    lambda cents: Decimal(cents) / 100
)
positive = amounts.filter(bool)
common = st.fixed_dictionaries(
    {
        "combines": st.booleans(),
        "priority": st.integers(0, 2),
        "scope": st.frozensets(st.integers(1, PRODUCTS)).map(
            lambda products: Scope(products=products)
        ),
    }
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    facts = draw(common)
    kind = draw(st.sampled_from(["tiers", "percent", "set", "cheaper", "gift", "way"]))
    spend = draw(positive)
    if kind == "tiers":
        spends = sorted({spend, *draw(st.lists(positive, max_size=2))})
        return tiers(*(f"{one}-{one / 3:.2f}" for one in spends), **facts)
    if kind == "percent":
        return percent(draw(st.integers(1, 99)), threshold=draw(amounts), **facts)
    if kind == "set":
        return for_price(draw(st.integers(1, 4)), str(spend), **facts)
    if kind == "cheaper":
        numbers = draw(st.tuples(st.integers(1, 3), st.integers(1, 2)))
        return cheaper(*numbers, draw(st.integers(1, 100)), **facts)
    return (gift if kind == "gift" else freight)(str(spend), **facts)


@st.composite
def baskets(draw: st.DrawFn) -> list[PricedLine]:
    return [
        a_line(
            str(draw(amounts)),
            draw(st.integers(1, 12)),
            key=key,
            product_id=draw(st.integers(1, PRODUCTS)),
            takes_offers=draw(st.sampled_from([True, True, True, False])),
        )
        for key in range(1, draw(st.integers(1, 6)) + 1)
    ]


several = st.lists(rules(), min_size=1, max_size=6).map(
    lambda found: [
        Rule(**vars(rule) | {"id": pk, "name": f"Offer {pk}"})
        for pk, rule in enumerate(found, start=1)
    ]
)


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
