"""Pieces of an allotment that an order holds."""

from collections.abc import Mapping
from datetime import datetime

from promotions.flash_sales.claiming import (
    Wish,
    claim_again,
    claim_pieces,
    hold_pieces,
    return_pieces,
    sell_pieces,
)
from promotions.promises import Bill, Promise

KIND = "flash"


class FlashPromise(Promise):
    name = KIND

    def is_wanted(self, bill: Bill) -> bool:
        return bool(self._wishes(bill))

    def take(self, bill: Bill, *, now: datetime) -> Mapping[int, int]:
        return claim_pieces(
            order_number=bill.number,
            shopper=bill.shopper.key,
            wishes=self._wishes(bill),
            now=now,
        )

    def keep(self, number: str, *, now: datetime) -> bool:
        sell_pieces(order_number=number, now=now)
        return False

    def take_again(self, number: str, *, now: datetime) -> Mapping[int, int]:
        return claim_again(order_number=number, now=now)

    def hold(self, number: str) -> None:
        hold_pieces(order_number=number)

    def free(self, number: str, *, freed: Mapping[int, int], now: datetime) -> None:
        return_pieces(order_number=number, freed=freed, now=now)

    @staticmethod
    def _wishes(bill: Bill) -> list[Wish]:
        return [
            Wish(
                item_id=line.deal.id,
                variant_id=line.variant_id,
                quantity=line.quantity,
            )
            for line in bill.lines
            if line.deal is not None and line.deal.kind == KIND
        ]
