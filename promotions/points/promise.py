"""Points that pay for a part of an order."""

from collections.abc import Mapping
from datetime import datetime

from promotions.points.services import (
    earn_points,
    follow_refund,
    redeem_again,
    redeem_points,
    return_points,
)
from promotions.promises import NOTHING, Bill, Promise, Receipt


class PointsPromise(Promise):
    name = "points"
    is_after_stock = True

    def is_wanted(self, bill: Bill) -> bool:
        return bill.points > 0 and bill.shopper.owner_id is not None

    def take(self, bill: Bill, *, now: datetime) -> Mapping[int, int]:
        redeem_points(
            owner_id=bill.shopper.owner_id or 0,
            points=bill.points,
            reference=bill.number,
            now=now,
        )
        return NOTHING

    def give_back(self, number: str, *, now: datetime) -> None:
        return_points(reference=number, now=now)

    def take_again(self, number: str, *, now: datetime) -> Mapping[int, int]:
        redeem_again(reference=number, now=now)
        return NOTHING

    def complete(self, receipt: Receipt, *, now: datetime) -> None:
        earn_points(receipt=receipt, now=now)

    def count_back(self, receipt: Receipt, *, now: datetime) -> None:
        follow_refund(receipt=receipt, now=now)
