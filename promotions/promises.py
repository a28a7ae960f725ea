"""What promotions hold for an order: a coupon, a piece of an allotment, a seat, points.

A promise is taken with the order, in its transaction; kept when it is paid; given
back when it ends; and taken again where late money revives it.  Each kind keeps its
own rows by the order's number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from promotions.wishes import Deal, Shopper

NOTHING: Mapping[int, int] = {}


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """A line of an order that is being placed.  `net` is what its goods cost."""

    key: int
    variant_id: int
    quantity: int
    net: Decimal
    deal: Deal | None = None


@dataclass(frozen=True, kw_only=True)
class Bill:
    """An order that is being placed, as far as a promise may look at it.

    `coupon_id` and `points` are what the quote really used, not what was wished.
    """

    number: str
    shopper: Shopper
    lines: tuple[BillLine, ...]
    coupon_id: int | None = None
    points: int = 0


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What came of an order.  `goods` is what its goods cost after all reductions,
    `returned` how much of that went back to the buyer so far."""

    number: str
    owner_id: int | None
    goods: Decimal
    returned: Decimal


class Promise:
    """One kind of promise.  Every method runs in the caller's transaction, which
    holds the order's row, and is asked only of orders that hold this kind (`take`
    and the last two of any).  Safe to be asked twice."""

    name = ""
    is_after_stock = False  # the order of locks: coupon, team, flash; variants; points

    def is_wanted(self, bill: Bill) -> bool:
        raise NotImplementedError

    def take(self, bill: Bill, *, now: datetime) -> Mapping[int, int]:
        """Hold it for this order, all of it or raise a DomainError.

        Returns `{variant_id: quantity}` of stock that it has set aside and hands
        over to the order in the ledger, so that nobody reserves it twice.
        """
        raise NotImplementedError

    def keep(self, number: str, *, now: datetime) -> bool:
        """The order is paid.  True: it has to wait for others before it is shipped."""
        return False

    def give_back(self, number: str, *, now: datetime) -> None:
        """The order ended, unpaid or wholly refunded.  Its stock is released in the
        same moment, by the order of locks."""

    def hold(self, number: str) -> None:
        """Lock what `free` will write: variants are locked next."""

    def free(self, number: str, *, freed: Mapping[int, int], now: datetime) -> None:
        """`{variant_id: quantity}` that the order gives up of what was bought, not given
        to it, ended or not: their stock was released a moment ago."""

    def take_again(self, number: str, *, now: datetime) -> Mapping[int, int]:
        """Late money revives the order.  As `take`; raises a DomainError."""
        return NOTHING

    def complete(self, receipt: Receipt, *, now: datetime) -> None:
        """The order is completed: nothing goes back any more without asking."""

    def count_back(self, receipt: Receipt, *, now: datetime) -> None:
        """Some of the money goes back."""
