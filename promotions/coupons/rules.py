"""What a coupon takes off, and why another one takes nothing.  Pure.

Its base is what is left, after the offers, of the lines that it covers; it never takes
more than that.  Of several the one is best that makes the total lowest, delivery
included.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from promotions.coupons.states import CouponKind
from promotions.lines import Discount, FeeOf, PricedLine
from promotions.scopes import Scope, Shelves
from shop.kernel.money import ZERO, percent_of, split


class Why(StrEnum):
    """Why a coupon can't be used for these goods now."""

    NOT_YET = "not_yet"
    NOT_NEW = "not_new"
    NOT_THESE = "not_these"
    NOT_WITH_DEALS = "not_with_deals"
    TOO_LITTLE = "too_little"
    FREE_ALREADY = "free_already"


@dataclass(frozen=True, kw_only=True)
class CouponTerms:
    """One coupon of somebody, as far as a price depends on it."""

    id: int
    template_id: int
    name: str
    kind: str
    amount: Decimal | None
    percent: int | None
    cap: Decimal | None
    threshold: Decimal
    scope: Scope
    valid_from: datetime
    valid_until: datetime
    is_for_new_only: bool = False

    @property
    def source(self) -> str:
        return f"coupon:{self.template_id}"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a coupon would do.  `saves`: of the total, delivery included; with a `why`
    it can't be used.  `missing` is what the goods cost too little."""

    coupon: CouponTerms
    shares: tuple[Decimal, ...]
    saves: Decimal = ZERO
    why: Why | None = None
    missing: Decimal = ZERO

    @property
    def is_usable(self) -> bool:
        return self.why is None

    @property
    def amount(self) -> Decimal:
        return sum(self.shares, ZERO)

    def discount(self) -> Discount:
        return Discount(
            name=self.coupon.name,
            amount=self.amount,
            shares=self.shares,
            kind="coupon",
            source=self.coupon.source,
        )


@dataclass(frozen=True, kw_only=True)
class Basket:
    """The lines, what the offers took off them, and the moment."""

    lines: Sequence[PricedLine]
    taken: Sequence[Decimal]
    fee_of: FeeOf
    now: datetime
    is_new_shopper: bool = True
    shelves: Shelves = field(default_factory=dict)

    def bases(self, scope: Scope) -> list[Decimal]:
        """What is left of each line for a coupon to take from; 0 where it may not."""
        return [
            line.goods - taken
            if line.takes_coupon and scope.covers(line.product_id, self.shelves)
            else ZERO
            for line, taken in zip(self.lines, self.taken, strict=True)
        ]

    def covers_a_deal(self, scope: Scope) -> bool:
        return any(
            not line.takes_coupon and scope.covers(line.product_id, self.shelves)
            for line in self.lines
        )


def judge(coupon: CouponTerms, basket: Basket) -> Verdict:
    """What this coupon would do to this basket."""
    bases = basket.bases(coupon.scope)
    base = sum(bases, ZERO)
    nothing = tuple(ZERO for _ in bases)
    why = _why_not(coupon, basket, base)
    if why is not None:
        missing = coupon.threshold - base if why is Why.TOO_LITTLE else ZERO
        return Verdict(coupon=coupon, shares=nothing, why=why, missing=missing)
    before = basket.fee_of(basket.taken)
    if coupon.kind == CouponKind.FREIGHT:
        return Verdict(coupon=coupon, shares=nothing, saves=before or ZERO)
    amount = _amount(coupon, base)
    shares = tuple(split(amount, bases))
    both = [one + more for one, more in zip(basket.taken, shares, strict=True)]
    after = basket.fee_of(both)
    saves = amount + (before or ZERO) - (after or ZERO)
    return Verdict(coupon=coupon, shares=shares, saves=saves)


def best(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The one that lowers the total most; among equals the one that ends first."""
    helpful = [one for one in verdicts if one.is_usable and one.saves > 0]
    return min(
        helpful,
        key=lambda one: (-one.saves, one.coupon.valid_until, one.coupon.id),
        default=None,
    )


def chosen(
    verdicts: Sequence[Verdict], *, wanted: int | None, is_best: bool
) -> Verdict | None:
    """The one that is wished for; the best where that one can't be used any more."""
    if wanted is None and not is_best:
        return None
    by_id: Mapping[int, Verdict] = {one.coupon.id: one for one in verdicts}
    wish = by_id.get(wanted) if wanted is not None else None
    return wish if wish is not None and wish.is_usable else best(verdicts)


def _why_not(coupon: CouponTerms, basket: Basket, base: Decimal) -> Why | None:
    if basket.now < coupon.valid_from:
        return Why.NOT_YET
    if coupon.is_for_new_only and not basket.is_new_shopper:
        return Why.NOT_NEW
    if base == 0:
        is_deal = basket.covers_a_deal(coupon.scope)
        return Why.NOT_WITH_DEALS if is_deal else Why.NOT_THESE
    if base < coupon.threshold:
        return Why.TOO_LITTLE
    is_free = basket.fee_of(basket.taken) == 0
    if coupon.kind == CouponKind.FREIGHT and is_free:
        return Why.FREE_ALREADY
    return None


def _amount(coupon: CouponTerms, base: Decimal) -> Decimal:
    if coupon.kind == CouponKind.AMOUNT:
        return min(coupon.amount or ZERO, base)
    amount = percent_of(Decimal(coupon.percent or 0), base)
    return min(amount, base if coupon.cap is None else min(coupon.cap, base))
