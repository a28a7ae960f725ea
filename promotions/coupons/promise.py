"""What an order holds of its coupon (domain §7): held, used, and back again."""

from collections.abc import Mapping
from datetime import datetime

from promotions.coupons.services import (
    give_coupon_back,
    grant_after_order,
    hold_coupon,
    hold_coupon_again,
    use_coupon,
)
from promotions.promises import NOTHING, Bill, Promise, Receipt


class CouponPromise(Promise):
    name = "coupon"

    def is_wanted(self, bill: Bill) -> bool:
        return bill.coupon_id is not None

    def take(self, bill: Bill, *, now: datetime) -> Mapping[int, int]:
        hold_coupon(
            coupon_id=bill.coupon_id or 0,
            owner_id=bill.shopper.owner_id or 0,
            number=bill.number,
            now=now,
        )
        return NOTHING

    def keep(self, number: str, *, now: datetime) -> bool:
        use_coupon(number=number, now=now)
        return False

    def give_back(self, number: str, *, now: datetime) -> None:
        give_coupon_back(number=number, now=now)

    def take_again(self, number: str, *, now: datetime) -> Mapping[int, int]:
        hold_coupon_again(number=number)
        return NOTHING

    def complete(self, receipt: Receipt, *, now: datetime) -> None:
        grant_after_order(receipt=receipt, now=now)
