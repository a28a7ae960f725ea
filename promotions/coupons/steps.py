"""The coupon's step of the price (domain §4.3): one coupon, the best unless another
one is wished for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from promotions.coupons.rules import Basket, CouponTerms, Verdict, chosen, judge
from promotions.coupons.selectors import (
    AS_CLAIMED,
    coupons_as_claimed,
    open_coupons,
)
from promotions.coupons.states import CouponKind
from promotions.hooks import is_new_shopper
from promotions.lines import FeeOf, Outcome, PricedLine
from promotions.scopes import Shelves
from promotions.shelves import shelves_from
from promotions.wishes import Shopper, Wish
from shop.kernel.together import Answers


def unknown(_: Sequence[Decimal]) -> None:
    """Nobody knows yet what delivery costs."""


@dataclass(frozen=True, kw_only=True)
class CouponStep:
    """Somebody's coupons, and which of them is wished for."""

    coupons: Sequence[CouponTerms]
    wish: Wish
    now: datetime
    is_new_shopper: bool
    shelves: Shelves

    def __call__(
        self, lines: Sequence[PricedLine], taken: Sequence[Decimal]
    ) -> Outcome:
        return self.weigh(lines, taken, unknown)

    def weigh(
        self, lines: Sequence[PricedLine], taken: Sequence[Decimal], fee_of: FeeOf
    ) -> Outcome:
        verdicts = self.verdicts(lines, taken, fee_of)
        one = chosen(verdicts, wanted=self.wish.coupon_id, is_best=self.wish.is_best)
        if one is None:
            return Outcome()
        if one.coupon.kind == CouponKind.FREIGHT:
            return Outcome(
                free_delivery=one.coupon.name,
                free_delivery_source=one.coupon.source,
                coupon_id=one.coupon.id,
            )
        return Outcome(discounts=(one.discount(),), coupon_id=one.coupon.id)

    def verdicts(
        self, lines: Sequence[PricedLine], taken: Sequence[Decimal], fee_of: FeeOf
    ) -> list[Verdict]:
        """What each coupon would do, in the order in which they end."""
        basket = Basket(
            lines=lines,
            taken=taken,
            fee_of=fee_of,
            now=self.now,
            is_new_shopper=self.is_new_shopper,
            shelves=self.shelves,
        )
        return [judge(coupon, basket) for coupon in self.coupons]


def coupon_step(
    lines: Sequence[PricedLine],
    shopper: Shopper,
    wish: Wish,
    now: datetime,
    asked: Answers,
) -> CouponStep | None:
    """One query for an account, none for a guest; one more where a coupon is for new
    shoppers."""
    owner_id, tried = shopper.owner_id, wish.tries("coupon")
    if owner_id is None and tried is None:
        return None
    coupons = open_coupons(owner_id, now=now) if owner_id is not None else []
    if tried is not None:
        coupons = [*coupons_as_claimed(tried, now=now), *coupons]
        wish = replace(wish, coupon_id=AS_CLAIMED)
    if not coupons:
        return None
    return CouponStep(
        coupons=coupons,
        wish=wish,
        now=now,
        is_new_shopper=_is_new(owner_id, coupons),
        shelves=shelves_from(asked),
    )


def _is_new(owner_id: int | None, coupons: Sequence[CouponTerms]) -> bool:
    is_asked = any(coupon.is_for_new_only for coupon in coupons)
    return is_asked and (owner_id is None or is_new_shopper(owner_id))
