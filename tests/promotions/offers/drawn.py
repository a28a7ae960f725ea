"""Offers and baskets that Hypothesis makes up."""

from decimal import Decimal

from hypothesis import strategies as st

from promotions.lines import PricedLine
from promotions.offers.rule import Rule
from promotions.scopes import Scope
from tests.promotions.offers.baskets import (
    a_line,
    cheaper,
    for_price,
    freight,
    gift,
    percent,
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
