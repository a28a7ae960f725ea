"""A seat in a team, and the pieces that go with it, that an order holds."""

from collections.abc import Mapping
from datetime import datetime

from promotions.group_buys.models import Seat
from promotions.group_buys.pieces import hold_pieces, put_back
from promotions.group_buys.teams import (
    free_seat,
    pay_seat,
    take_seat,
    take_seat_again,
)
from promotions.promises import Bill, BillLine, Promise

KIND = "group"


class GroupPromise(Promise):
    name = KIND

    def is_wanted(self, bill: Bill) -> bool:
        return self._line(bill) is not None

    def take(self, bill: Bill, *, now: datetime) -> Mapping[int, int]:
        line = self._line(bill)
        if line is None or line.deal is None:
            raise ValueError("Asked of an order that is no group buy.")
        return take_seat(
            deal=line.deal,
            variant_id=line.variant_id,
            shopper=bill.shopper,
            order_number=bill.number,
            quantity=line.quantity,
            now=now,
        )

    def keep(self, number: str, *, now: datetime) -> bool:
        """Every member's order waits; those of a complete team are let go at once."""
        pay_seat(order_number=number, now=now)
        return True

    def give_back(self, number: str, *, now: datetime) -> None:
        free_seat(order_number=number, now=now)

    def hold(self, number: str) -> None:
        seats = Seat.objects.select_related("offer")
        hold_pieces(seats.get(order_number=number))

    def free(self, number: str, *, freed: Mapping[int, int], now: datetime) -> None:
        seat = Seat.objects.select_related("offer").get(order_number=number)
        put_back(seat, freed=freed.get(seat.offer.variant_id, 0), now=now)

    def take_again(self, number: str, *, now: datetime) -> Mapping[int, int]:
        return take_seat_again(order_number=number, now=now)

    @staticmethod
    def _line(bill: Bill) -> BillLine | None:
        deals = (line for line in bill.lines if line.deal and line.deal.kind == KIND)
        return next(deals, None)
