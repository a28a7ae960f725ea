"""What each kind of offer takes off, and which of them a basket gets."""

from decimal import Decimal

import pytest

from cart.quote import make_quote
from promotions.lines import FeeOf, Outcome
from promotions.offers.rule import Rule
from promotions.offers.steps import offer_step
from tests.promotions.offers.baskets import (
    a_line,
    cheaper,
    for_price,
    freight,
    gift,
    lines_of,
    only,
    percent,
    quote,
    saved,
    shares,
    tiers,
)

SPEND = tiers("200-30", "500-90")


@pytest.mark.parametrize(
    ("rule", "prices", "amount"),
    [
        (SPEND, ["199.99"], "0"),
        (SPEND, ["150", "50"], "30"),
        (SPEND, ["100 x 5"], "90"),
        (percent(15), ["9.99"], "1.50"),
        (percent(10, threshold=Decimal(100)), ["99"], "0"),
        (percent(10, threshold=Decimal(100)), ["60", "40"], "10"),
        (for_price(3, "99"), ["50", "45"], "0"),
        (for_price(3, "99"), ["50 x 2", "45"], "46"),
        (for_price(3, "99"), ["50 x 2", "45 x 2", "10 x 3"], "46"),  # 45 + 10 + 10 no
        (for_price(2, "99"), ["60 x 999"], str(499 * 21)),
        (cheaper(2, 1, 100), ["90", "80", "30"], "30"),
        (cheaper(2, 1, 100), ["9", "8", "7", "3", "2", "1"], "8"),  # 7 and 1
        (cheaper(1, 1, 50), ["40 x 3", "30"], "35"),  # half of 40 and of 30
        (cheaper(1, 1, 50), ["40"], "0"),
    ],
)
def test_takes_off(rule: Rule, prices: list[str], amount: str) -> None:
    assert saved(lines_of(*prices), rule) == Decimal(amount)


def test_is_shared_by_what_each_line_costs() -> None:
    found = quote(lines_of("150", "50"), SPEND)

    assert shares(found) == {"Offer 1": [Decimal("22.5"), Decimal("7.5")]}
    assert found.discounts[0].source == "offer:1"


def test_the_spare_cent_goes_to_the_same_line_wherever_it_stands() -> None:
    lines, rule = lines_of("10", "10", "10"), tiers("30-10")
    cents = [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]

    assert shares(quote(lines, rule)) == {"Offer 1": cents}
    assert shares(quote(lines[::-1], rule)) == {"Offer 1": cents[::-1]}


def test_a_free_piece_makes_all_pieces_of_its_set_cheaper() -> None:
    found = quote(lines_of("60", "30", "5"), cheaper(1, 1, 100))

    assert shares(found) == {"Offer 1": [Decimal(20), Decimal(10), Decimal(0)]}


def test_counts_only_the_goods_it_is_about() -> None:
    assert not saved(lines_of("150", "80"), tiers("200-30", scope=only(1)))


def test_leaves_a_deal_that_takes_no_offers_alone() -> None:
    flash = a_line("150", key=2, takes_offers=False)

    assert not saved([a_line("100"), flash], SPEND)
    assert not quote([flash], gift("1"), freight("1", 2)).gifts


def test_the_best_one_of_a_line_wins() -> None:
    found = quote(lines_of("300"), percent(20, pk=1), tiers("200-70", pk=2))

    assert shares(found) == {"Offer 2": [Decimal(70)]}


def test_priority_decides_between_equals_then_age() -> None:
    ten, alike = percent(10, pk=1), tiers("100-10", pk=2, priority=1)
    assert list(shares(quote(lines_of("100"), ten, alike))) == ["Offer 2"]

    alike = tiers("100-10", pk=2)
    assert list(shares(quote(lines_of("100"), alike, ten))) == ["Offer 1"]


def test_a_smaller_offer_goes_first_where_that_saves_more() -> None:
    """45 on one article and 50 on the rest, rather than 50 on both."""
    rules = [tiers("200-50", pk=1), percent(45, pk=2, scope=only(1))]

    assert saved(lines_of("100", "200"), *rules) == 95


def test_two_combine_only_if_both_say_so() -> None:
    both = [percent(10, pk=1, combines=True), tiers("80-20", pk=2, combines=True)]
    assert saved(lines_of("100"), *both) == 30  # 10 %, and 20 of the rest

    one = [percent(10, pk=1, combines=True), tiers("80-20", pk=2)]
    assert saved(lines_of("100"), *one) == 20


def test_several_that_combine_beat_the_best_one_alone() -> None:
    rules = [
        percent(30, pk=1),
        percent(20, pk=2, combines=True),
        percent(20, pk=3, combines=True),
    ]

    assert saved(lines_of("100"), *rules) == 36


def test_a_gift_comes_with_enough_goods() -> None:
    assert not quote(lines_of("99"), gift("100")).gifts
    given = quote(lines_of("60", "40"), gift("100")).gifts[0]

    assert (given.variant_id, given.quantity, given.name) == (99, 1, "Offer 1")
    assert given.source == "offer:1"


def test_money_goes_before_a_gift() -> None:
    found = quote(lines_of("100"), percent(1, pk=1), gift("50", pk=2))
    assert (found.discount, found.gifts) == (1, ())

    both = [percent(1, pk=1, combines=True), gift("50", pk=2, combines=True)]
    assert len(quote(lines_of("100"), *both).gifts) == 1


def test_the_greater_gift_comes_and_what_is_out_does_not() -> None:
    great, small = gift("100", pk=1), gift("50", pk=2)
    assert [one.source for one in quote(lines_of("100"), great, small).gifts] == [
        "offer:1"
    ]

    out = gift("100", pk=1, left=0)
    assert [one.source for one in quote(lines_of("100"), out, small).gifts] == [
        "offer:2"
    ]


def test_no_article_is_given_twice() -> None:
    both = [gift("50", pk=pk, combines=True) for pk in (1, 2)]

    assert [one.source for one in quote(lines_of("100"), *both).gifts] == ["offer:1"]


def test_the_last_piece_is_not_given_away_when_it_is_bought() -> None:
    cup = a_line("100", key=99)

    assert not quote([cup], gift("50", left=1)).gifts
    assert quote([cup], gift("50", left=2)).gifts


def test_free_delivery_looks_at_what_everything_else_has_left() -> None:
    def coupon(*_: object) -> Outcome:
        later = quote(lines_of("100"), percent(10)).discounts
        return Outcome(discounts=later)

    step, lines = offer_step([freight("95")], {}), lines_of("100")

    def fee(_: object) -> Decimal:
        return Decimal(12)

    assert make_quote(lines, steps=[step], fee_for=fee).free_delivery == "Offer 1"
    found = make_quote(lines, steps=[step, coupon], fee_for=fee)
    assert (found.free_delivery, found.shipping) == ("", 12)


def test_whoever_weighs_the_fee_knows_of_free_delivery_to_come() -> None:
    """So no coupon for delivery is used up where an offer gives it anyway."""
    fees: list[Decimal | None] = []

    class Coupon:
        def __call__(self, *_: object) -> Outcome:
            return Outcome()

        def weigh(self, lines: object, taken: object, fee_of: FeeOf) -> Outcome:
            fees.extend([fee_of([Decimal(0)]), fee_of([Decimal(6)])])
            return Outcome()

    steps = [offer_step([freight("95")], {}), Coupon()]
    make_quote(lines_of("100"), steps=steps, fee_for=lambda _: Decimal(12))

    assert fees == [0, 12]


def test_free_delivery_goes_with_everything() -> None:
    found = quote(lines_of("100"), percent(10, pk=1), freight("90", pk=2))

    assert (found.discount, found.free_delivery) == (10, "Offer 2")


@pytest.mark.parametrize(
    ("rule", "missing", "gain"),
    [
        (SPEND, (Decimal(21), 0), "¥30 off"),
        (percent(20, threshold=Decimal(200)), (Decimal(21), 0), "20% off"),
        (gift("200"), (Decimal(21), 0), "a gift: Cup"),
        (freight("200"), (Decimal(21), 0), "free delivery"),
        (cheaper(2, 1, 100), (Decimal(0), 2), "buy 2, get 1 free"),
        (for_price(2, "99"), (Decimal(0), 1), "2 pieces for ¥99"),
    ],
)
def test_says_what_is_missing(rule: Rule, missing: object, gain: str) -> None:
    (hint,) = quote(lines_of("179"), rule).hints

    assert ((hint.missing, hint.pieces_missing), hint.gain) == (missing, gain)
    assert 0 < hint.done < 1


def test_names_the_next_tier_once_one_is_reached() -> None:
    (hint,) = quote(lines_of("450"), SPEND).hints

    assert (hint.missing, hint.gain) == (50, "¥90 off")
    assert not quote(lines_of("500"), SPEND).hints


def test_says_nothing_about_goods_that_another_offer_has() -> None:
    assert not quote(lines_of("100"), percent(10, pk=2), SPEND).hints
