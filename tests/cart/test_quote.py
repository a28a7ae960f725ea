"""A quote's parts add up to its total, to the cent, whatever is in the basket."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.freight import Consignment
from cart.quote import Quote, QuotedLine, make_quote
from promotions.lines import Discount, Gift, Outcome, PricedLine
from shop.kernel.money import ZERO, percent_of, split

cents = st.integers(0, 10**7).map(lambda units: Decimal(units).scaleb(-2))


def line(key: int = 1, price: str = "10.00", quantity: int = 1) -> PricedLine:
    return PricedLine(
        key=key,
        variant_id=key,
        quantity=quantity,
        unit_price=Decimal(price),
        list_price=Decimal(price),
    )


@st.composite
def baskets(draw) -> list[PricedLine]:
    prices = draw(st.lists(st.tuples(cents, st.integers(1, 999)), max_size=12))
    return [
        PricedLine(
            key=key, variant_id=key, quantity=many, unit_price=price, list_price=price
        )
        for key, (price, many) in enumerate(prices, start=1)
    ]


def percent_off(percent: int):
    """A step as promotions bring them: so much off, split over the lines."""

    def step(lines: Sequence[PricedLine], taken: Sequence[Decimal]) -> Outcome:
        goods = [one.goods for one in lines]
        amount = percent_of(Decimal(percent), sum(goods, ZERO))
        shares = tuple(split(amount, goods))
        return Outcome(discounts=(Discount(name="off", amount=amount, shares=shares),))

    return step


@given(baskets(), cents, st.integers(0, 100))
def test_adds_up(basket: list[PricedLine], fee: Decimal, percent: int) -> None:
    quote = make_quote(basket, fee_for=lambda sent: fee, steps=[percent_off(percent)])

    lines = quote.lines
    assert quote.goods == sum((one.goods for one in basket), ZERO)
    assert quote.discount == sum((one.discount for one in lines), ZERO)
    assert quote.shipping == sum((one.shipping_share for one in lines), ZERO)
    assert quote.total == sum((one.total for one in lines), ZERO)
    assert quote.total == quote.goods - quote.discount + quote.shipping


@given(baskets(), cents, st.integers(0, 100))
def test_is_never_negative(
    basket: list[PricedLine], fee: Decimal, percent: int
) -> None:
    quote = make_quote(basket, fee_for=lambda sent: fee, steps=[percent_off(percent)])

    assert quote.total >= 0
    assert all(0 <= one.discount <= one.goods for one in quote.lines)
    assert all(one.shipping_share >= 0 for one in quote.lines)


@given(baskets(), cents, st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_never_changes_the_total(
    basket: list[PricedLine], fee: Decimal, percent: int, random
) -> None:
    mixed = list(basket)
    random.shuffle(mixed)
    steps = [percent_off(percent)]

    one = make_quote(basket, fee_for=lambda sent: fee, steps=steps)
    other = make_quote(mixed, fee_for=lambda sent: fee, steps=steps)

    assert (one.total, one.discount) == (other.total, other.discount)


def test_an_empty_basket_costs_nothing() -> None:
    quote = make_quote([], fee_for=lambda sent: Decimal(12))

    assert (quote.total, quote.shipping, quote.lines) == (0, 0, ())


def test_freight_is_left_out_without_an_address() -> None:
    assert make_quote([line(price="10.00", quantity=3)]).total == 30


def test_freight_is_judged_by_what_is_left_after_discounts() -> None:
    asked: list[Consignment] = []

    make_quote(
        [line(price="200.00")],
        fee_for=lambda sent: asked.append(sent) or ZERO,
        steps=[percent_off(10)],
    )

    assert asked[0].goods == 180


def test_freight_is_told_how_many_pieces_and_how_heavy() -> None:
    pots = PricedLine(
        key=1,
        variant_id=1,
        quantity=3,
        unit_price=Decimal(10),
        list_price=Decimal(10),
        weight=700,
    )

    quote = make_quote([pots, line(key=2, quantity=2)], fee_for=lambda sent: ZERO)

    assert quote.sent == Consignment(goods=Decimal(50), pieces=5, grams=2100)


def test_freight_is_split_by_value() -> None:
    quote = make_quote(
        [line(1, "30.00"), line(2, "10.00")], fee_for=lambda sent: Decimal("12.00")
    )

    assert [one.shipping_share for one in quote.lines] == [9, 3]


def test_refuses_discounts_beyond_the_goods() -> None:
    with pytest.raises(ValueError, match=r"never negative|zero or more"):
        make_quote([line()], steps=[percent_off(60), percent_off(60)])


def test_refuses_parts_that_do_not_add_up() -> None:
    whole = make_quote([line()])

    with pytest.raises(ValueError, match="add up"):
        Quote(
            lines=whole.lines,
            discounts=(),
            goods=whole.goods,
            discount=ZERO,
            shipping=ZERO,
            total=whole.total + Decimal("0.01"),
        )


def test_a_discount_with_wrong_shares_is_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        Discount(name="off", amount=Decimal(2), shares=(Decimal(1),))


def test_a_line_knows_its_part() -> None:
    part = QuotedLine(
        key=1,
        variant_id=1,
        quantity=3,
        list_price=Decimal(12),
        unit_price=Decimal(10),
        discount=Decimal(5),
        shipping_share=Decimal(2),
    )

    assert (part.goods, part.total) == (30, 27)


def test_each_step_sees_what_was_taken_before() -> None:
    seen: list[Sequence[Decimal]] = []

    def look(lines: Sequence[PricedLine], taken: Sequence[Decimal]) -> Outcome:
        seen.append(taken)
        return Outcome()

    make_quote([line(price="40.00"), line(2)], steps=[percent_off(10), look])

    assert seen == [[Decimal("4.00"), Decimal("1.00")]]


def test_a_step_may_give_goods_and_delivery() -> None:
    gift = Gift(variant_id=7, quantity=1, name="Tea week")
    given = Outcome(gifts=(gift,), free_delivery="Tea week", coupon_id=3, points=200)

    quote = make_quote(
        [line()], fee_for=lambda sent: Decimal(12), steps=[lambda lines, taken: given]
    )

    assert (quote.shipping, quote.total) == (0, 10)
    assert (quote.gifts, quote.free_delivery) == ((gift,), "Tea week")
    assert (quote.coupon_id, quote.points) == (3, 200)
