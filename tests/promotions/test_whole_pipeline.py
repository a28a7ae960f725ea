"""Offers, one coupon, points and freight together: to the cent, never negative, and the
same whatever the order of the lines; what is paid so goes back to the cent."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.quote import Quote, make_quote
from orders.models import OrderLine
from payments.wishes import Wish as Back
from promotions.coupons.rules import CouponTerms
from promotions.coupons.states import CouponKind
from promotions.coupons.steps import CouponStep
from promotions.lines import PricedLine, Step
from promotions.offers.steps import offer_step
from promotions.points import pricing
from promotions.scopes import Scope
from promotions.wishes import Shopper, Wish
from shop.kernel.money import ZERO
from tests.conftest import NOON
from tests.payments.test_refund_amounts import (
    STATUSES,
    Books,
    every_piece,
    one_by_one,
    paid,
)
from tests.promotions.coupons.test_rules import coupon
from tests.promotions.offers.baskets import a_line, freight
from tests.promotions.offers.drawn import PRODUCTS, amounts, baskets, positive, several

BALANCE = 10_000
scopes = st.frozensets(st.integers(1, PRODUCTS), max_size=2).map(
    lambda products: Scope(products=products)
)
coupons = st.builds(
    lambda kind, amount, percent, threshold, scope: coupon(
        kind, amount=amount, percent=percent, threshold=threshold, scope=scope
    ),
    st.sampled_from(CouponKind),
    positive,
    st.integers(1, 99),
    amounts,
    scopes,
)


@st.composite
def pipelines(draw: st.DrawFn) -> list[Step]:
    offers = draw(st.lists(several, max_size=1))
    own = draw(st.lists(coupons, max_size=2))
    points = draw(st.sampled_from([0, 7, 500, 10**6]))
    return [
        *(offer_step(rules, {}) for rules in offers),
        with_coupons(*own),
        with_points(points),
    ]


def with_coupons(*own: CouponTerms) -> Step:
    return CouponStep(
        coupons=own, wish=Wish(), now=NOON, is_new_shopper=True, shelves={}
    )


def with_points(points: int) -> Step:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pricing, "balance_of", lambda _: BALANCE)
        wish = Wish(points=points)
        step = pricing.points_step([], Shopper(owner_id=1), wish, NOON, {})
    return step or with_coupons()


def priced(lines: Sequence[PricedLine], steps: Sequence[Step]) -> Quote:
    """Delivery costs 12, and nothing from 50 on."""

    def fee_for(sent) -> Decimal:
        return Decimal(12) if sent.goods < 50 else ZERO

    return make_quote(lines, steps=steps, fee_for=fee_for)


@settings(max_examples=100)
@given(baskets(), pipelines(), st.data())
def test_adds_up_in_whatever_order_the_lines_are(lines, steps, data) -> None:
    found = priced(lines, steps)
    other = priced(data.draw(st.permutations(lines)), steps)

    assert all(line.net >= 0 and line.shipping_share >= 0 for line in found.lines)
    assert found.total == sum((line.total for line in found.lines), ZERO)
    assert found.discount == sum((one.amount for one in found.discounts), ZERO)
    assert [one.total for one in sorted(other.lines, key=lambda line: line.key)] == [
        line.total for line in found.lines
    ]


def test_a_cent_falls_on_the_same_line_wherever_that_stands() -> None:
    """Else the lines' order would decide whether delivery is free."""
    lines = [a_line("10.00", key=1), a_line("10.00", key=2)]
    free = freight("10.00", scope=Scope(products=frozenset({2})))
    steps = [offer_step([free], {}), with_coupons(coupon(amount=Decimal("0.01")))]

    assert priced(lines, steps).total == priced(lines[::-1], steps).total


@settings(max_examples=60)
@given(baskets(), pipelines(), st.booleans(), st.data())
def test_what_was_paid_goes_back_to_the_cent(lines, steps, shipping, data) -> None:
    quote = priced(lines, steps)
    rows = [
        OrderLine(
            pk=line.key,
            unit_price=line.unit_price,
            quantity=line.quantity,
            discount_amount=line.discount,
            shipping_share=line.shipping_share,
            total=line.total,
        )
        for line in quote.lines
    ]
    books = Books(lines=rows, status=data.draw(st.sampled_from(STATUSES)))
    pieces = data.draw(st.permutations(every_piece(books)))

    one_by_one(books, pieces, with_shipping=shipping)
    books.give_back(Back())

    assert books.back == paid(books) == quote.total
