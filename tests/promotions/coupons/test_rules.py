"""A coupon takes what it says from the goods it covers, and never more than they cost."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from promotions.coupons.rules import Basket, CouponTerms, Why, best, chosen, judge
from promotions.coupons.states import CouponKind
from promotions.lines import PricedLine
from promotions.scopes import Scope
from tests.conftest import NOON

D = Decimal
SHELVES = {1: frozenset({10}), 2: frozenset({20}), 3: frozenset({10, 30})}


def coupon(kind: str = CouponKind.AMOUNT, **facts) -> CouponTerms:
    terms = {
        "id": 1,
        "template_id": 7,
        "name": "Off",
        "kind": kind,
        "amount": D(5) if kind == CouponKind.AMOUNT else None,
        "percent": 10 if kind == CouponKind.PERCENT else None,
        "cap": None,
        "threshold": D(0),
        "scope": Scope(),
        "valid_from": NOON,
        "valid_until": NOON + timedelta(days=1),
    }
    return CouponTerms(**terms | facts)


def line(price: str, *, quantity: int = 1, product: int = 1, **facts) -> PricedLine:
    return PricedLine(
        key=product,
        variant_id=product,
        product_id=product,
        quantity=quantity,
        unit_price=D(price),
        list_price=D(price),
        **facts,
    )


def basket(*lines: PricedLine, taken=None, fee=None, **facts) -> Basket:
    """`fee`: of delivery, free from 50 on, where it is known."""
    off = taken or [D(0)] * len(lines)

    def fee_of(shares):
        rest = sum(one.goods for one in lines) - sum(shares)
        return None if fee is None else D(0) if rest >= 50 else D(fee)

    known = {"now": NOON, "shelves": SHELVES}
    return Basket(lines=lines, taken=off, fee_of=fee_of, **known | facts)


def test_takes_an_amount_off_in_proportion() -> None:
    verdict = judge(coupon(), basket(line("10"), line("30", product=2)))

    assert verdict.shares == (D("1.25"), D("3.75"))
    assert verdict.discount().source == "coupon:7"


def test_never_takes_more_than_the_goods_cost() -> None:
    verdict = judge(coupon(amount=D(50)), basket(line("10"), taken=[D(3)]))

    assert verdict.shares == (D(7),)


def test_takes_percent_up_to_its_cap() -> None:
    percent = coupon(CouponKind.PERCENT, cap=D(2))

    assert judge(percent, basket(line("15"))).amount == D("1.50")
    assert judge(percent, basket(line("150"))).amount == D(2)


def test_counts_only_what_it_covers() -> None:
    shelf = coupon(scope=Scope(categories=frozenset({10})), threshold=D(20))
    mixed = basket(line("15"), line("90", product=2))

    assert judge(shelf, mixed).why is Why.TOO_LITTLE
    assert judge(shelf, mixed).missing == D(5)
    more = basket(line("15", quantity=2), line("90", product=2))
    assert judge(shelf, more).shares == (D(5), D(0))


def test_the_threshold_is_what_is_left_after_the_offers() -> None:
    from_ten = coupon(threshold=D(10))

    assert judge(from_ten, basket(line("10"))).is_usable
    assert judge(from_ten, basket(line("10"), taken=[D("0.01")])).missing == D("0.01")


def test_says_why_not() -> None:
    plain = basket(line("10"))
    deal = basket(line("10", takes_coupon=False))
    other = coupon(scope=Scope(products=frozenset({2})))
    new = coupon(is_for_new_only=True)

    assert judge(coupon(valid_from=NOON + timedelta(1)), plain).why is Why.NOT_YET
    assert judge(other, plain).why is Why.NOT_THESE
    assert judge(coupon(), deal).why is Why.NOT_WITH_DEALS
    assert judge(new, basket(line("10"), is_new_shopper=False)).why is Why.NOT_NEW
    assert judge(new, plain).is_usable


def test_free_delivery_saves_what_delivery_costs() -> None:
    free = coupon(CouponKind.FREIGHT)

    assert judge(free, basket(line("10"), fee="12")).saves == D(12)
    assert judge(free, basket(line("60"), fee="12")).why is Why.FREE_ALREADY
    assert judge(free, basket(line("10"))).is_usable  # nobody knows yet where to


def test_the_best_makes_the_total_lowest() -> None:
    """Not the one with the greatest amount: it would cost the free delivery."""
    small, free = coupon(id=2, amount=D(1)), coupon(CouponKind.FREIGHT, id=3)

    def pick(price: str):
        there = basket(line(price), fee="12")
        one = best([judge(c, there) for c in (coupon(amount=D(6)), small, free)])
        return one.coupon.id if one else None

    assert pick("10") == 3
    assert pick("52") == 2
    assert pick("90") == 1


def test_among_equals_the_one_that_ends_first() -> None:
    sooner = coupon(id=9, valid_until=NOON + timedelta(hours=1))
    verdicts = [judge(one, basket(line("10"))) for one in (coupon(), sooner)]

    assert best(verdicts).coupon.id == 9


def test_what_is_wished_for_goes_first_as_long_as_it_is_there() -> None:
    verdicts = [judge(one, basket(line("10"))) for one in (coupon(), coupon(id=2))]

    assert chosen(verdicts, wanted=2, is_best=False).coupon.id == 2
    assert chosen(verdicts, wanted=5, is_best=False).coupon.id == 1
    assert chosen(verdicts, wanted=None, is_best=False) is None


# --- whatever the basket ------------------------------------------------------------------

cents = st.integers(0, 50_000).map(lambda number: D(number) / 100)
lines_of = st.lists(
    st.builds(
        lambda price, quantity, product, takes: line(
            str(price), quantity=quantity, product=product, takes_coupon=takes
        ),
        cents,
        st.integers(1, 5),
        st.integers(1, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
scopes = st.sampled_from(
    [
        Scope(),
        Scope(categories=frozenset({10})),
        Scope(products=frozenset({2}), not_categories=frozenset({30})),
    ]
)
coupons = st.builds(
    lambda kind, amount, percent, cap, threshold, scope: coupon(
        kind, amount=amount, percent=percent, cap=cap, threshold=threshold, scope=scope
    ),
    st.sampled_from([CouponKind.AMOUNT, CouponKind.PERCENT]),
    cents.filter(bool),
    st.integers(1, 99),
    st.none() | cents.filter(bool),
    cents,
    scopes,
)


@given(lines_of, coupons, st.data())
def test_shares_stay_within_what_is_left_of_each_covered_line(lines, one, data) -> None:
    taken = [data.draw(st.sampled_from([D(0), given.goods / 2])) for given in lines]
    taken = [share.quantize(D("0.01"), "ROUND_DOWN") for share in taken]
    there = basket(*lines, taken=taken)

    verdict = judge(one, there)

    bases = there.bases(one.scope)
    pairs = zip(verdict.shares, bases, strict=True)
    assert all(0 <= share <= base for share, base in pairs)
    assert verdict.is_usable or verdict.amount == 0
    assert not verdict.is_usable or sum(bases) >= one.threshold
    if one.cap is not None and one.kind == CouponKind.PERCENT:
        assert verdict.amount <= one.cap


@given(lines_of, coupons, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines, one, random) -> None:
    mixed = list(lines)
    random.shuffle(mixed)

    verdict, other = judge(one, basket(*lines)), judge(one, basket(*mixed))

    assert (verdict.amount, verdict.why) == (other.amount, other.why)
