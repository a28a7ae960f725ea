"""“Why this price?” answers from the quote itself: it prices nothing, and it adds up."""

from decimal import Decimal

import pytest

from cart.quote import make_quote
from cart.why import Article, Back, Share, WhyLine, why_of_quote
from promotions.lines import Discount, Outcome, PricedLine

MUG, VASE = Article(name="Mug", options="Oat · M"), Article(name="Vase")


def priced(key: int, price: str, quantity: int = 1, was: str = "") -> PricedLine:
    return PricedLine(
        key=key,
        variant_id=key,
        quantity=quantity,
        unit_price=Decimal(price),
        list_price=Decimal(was or price),
    )


def off(name: str, *shares: str):
    """A step that takes these shares off the lines."""
    parts = tuple(Decimal(share) for share in shares)
    discount = Discount(name=name, amount=sum(parts, Decimal(0)), shares=parts)
    return lambda lines, taken: Outcome(discounts=(discount,))


def test_each_line_leads_from_its_list_price_to_what_is_paid() -> None:
    quote = make_quote(
        [priced(1, "40.00", quantity=2, was="50.00"), priced(2, "20.00")],
        steps=[off("10 off", "8.00", "2.00"), off("Vase week", "0.00", "3.00")],
        fee_for=lambda sent: Decimal("8.70"),
    )

    mug, vase = why_of_quote(quote, {1: MUG, 2: VASE})

    assert mug == WhyLine(
        article=MUG,
        quantity=2,
        list_price=Decimal("50.00"),
        unit_price=Decimal("40.00"),
        shares=(Share(name="10 off", amount=Decimal("8.00")),),
        shipping=Decimal("7.20"),
        total=Decimal("79.20"),
    )
    assert (mug.list_amount, mug.goods) == (Decimal("100.00"), Decimal("80.00"))
    assert vase.list_amount is None
    assert [share.name for share in vase.shares] == ["10 off", "Vase week"]
    assert mug.total + vase.total == quote.total


def test_lines_stand_as_on_the_page_whatever_the_quotes_order() -> None:
    quote = make_quote([priced(1, "40.00"), priced(2, "20.00")])

    lines = why_of_quote(quote, {2: VASE, 1: MUG})

    assert [(line.article, line.total) for line in lines] == [
        (VASE, Decimal("20.00")),
        (MUG, Decimal("40.00")),
    ]


def test_nothing_chosen_is_nothing_to_explain() -> None:
    assert why_of_quote(make_quote([]), {}) == []


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        WhyLine(
            article=MUG,
            quantity=1,
            list_price=Decimal(10),
            unit_price=Decimal(10),
            shares=(Share(name="Off", amount=Decimal(1)),),
            shipping=Decimal(0),
            total=Decimal("8.99"),
        )


def test_what_goes_back_is_told_beside_and_changes_nothing() -> None:
    line = WhyLine(
        article=MUG,
        quantity=2,
        list_price=Decimal(10),
        unit_price=Decimal(10),
        shares=(),
        shipping=Decimal(0),
        total=Decimal(20),
        back=Back(pieces=1, goods=Decimal(10), shipping=Decimal(0)),
    )

    assert line.total == Decimal(20)
