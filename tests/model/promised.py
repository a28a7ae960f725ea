"""What should be true of coupons, teams and points, in a few plain values.

Orders are named by their keys, as everywhere in the model.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

UNUSED, HELD, USED, EXPIRED = "unused", "held", "used", "expired"
OPEN, COMPLETE, FAILED = "open", "complete", "failed"


@dataclass
class Ticket:
    """A coupon.  `order` has it now, `last` had it last."""

    owner: int
    good_until: datetime
    state: str = UNUSED
    order: int | None = None
    last: int | None = None

    def is_open(self, now: datetime) -> bool:
        return self.state == UNUSED and self.good_until > now

    def hold(self, order: int) -> None:
        self.state, self.order, self.last = HELD, order, order

    def comes_back(self, now: datetime) -> None:
        self.order = None
        self.state = UNUSED if self.good_until > now else EXPIRED

    def can_be_held_again(self, order: int) -> bool:
        return self.order is None and self.last == order


@dataclass
class Team:
    """`seats` are those that are taken, and since when they are paid."""

    size: int
    hours: int
    state: str = OPEN
    ends: datetime | None = None
    leader: int | None = None
    by_shop: bool = False
    seats: dict[int, datetime | None] = field(default_factory=dict)

    @property
    def paid(self) -> int:
        return sum(paid_at is not None for paid_at in self.seats.values())

    def is_joinable(self, now: datetime) -> bool:
        has_time = self.ends is not None and self.ends > now
        return self.state == OPEN and has_time and len(self.seats) < self.size

    def sit_down(self, order: int) -> None:
        self.leader = self.leader if self.seats else order
        self.seats[order] = None

    def pay(self, order: int, now: datetime) -> None:
        self.seats[order] = now
        if self.leader == order and self.ends is None:
            self.ends = now + timedelta(hours=self.hours)
        is_full = self.paid == self.size
        if self.state == OPEN and is_full and self.ends and now < self.ends:
            self.state = COMPLETE

    def leave(self, order: int) -> None:
        """Who has paid for a complete team stays in it, whatever comes after."""
        if order not in self.seats or (self.state == COMPLETE and self.seats[order]):
            return
        del self.seats[order]
        if self.leader != order:
            return
        self.leader = None
        if self.state == OPEN:
            self.leader = min(self.seats, key=self._by_turn, default=None)
            self.state = OPEN if self.seats else FAILED

    def _by_turn(self, order: int) -> tuple[float, int]:
        paid_at = self.seats[order]
        return (paid_at.timestamp() if paid_at else inf, order)

    def can_be_completed(self, now: datetime) -> bool:
        return self.state == OPEN and bool(self.paid) and self.ends > now


@dataclass
class Campaign:
    """A group buy.  Of its pieces some are `unclaimed`; `taken` is `{owner: pieces}`."""

    variant: int
    unclaimed: int
    ends_at: datetime
    most_per_order: int
    most_each: int
    is_paused: bool = False
    is_closed: bool = False
    taken: Counter[int] = field(default_factory=Counter)

    @property
    def is_open(self) -> bool:
        return not (self.is_paused or self.is_closed)

    def is_running(self, now: datetime) -> bool:
        return self.is_open and now < self.ends_at

    def has_for(self, owner: int, quantity: int) -> bool:
        is_within = self.taken[owner] + quantity <= self.most_each
        return is_within and quantity <= min(self.most_per_order, self.unclaimed)

    def claim(self, owner: int, quantity: int) -> None:
        self.unclaimed -= quantity
        self.taken[owner] += quantity

    def put_back(self, owner: int, quantity: int) -> None:
        self.unclaimed += 0 if self.is_closed else quantity
        self.taken[owner] -= quantity


@dataclass(frozen=True)
class Buyer:
    """Who buys, with which coupon and how many points, and whether it is paid at once."""

    who: int
    ticket: int
    points: int
    pays: bool = True


@dataclass
class Held:
    """What an order holds beside its goods.  `freed` of its pieces have gone back;
    of its `points` some are `returned`; `earned` are those that it gave, and `has`
    how many of them its buyer still has."""

    owner: int
    number: str
    ticket: int | None = None
    points: int = 0
    returned: int = 0
    earned: int = 0
    has: int = 0
    team: int | None = None
    freed: int = 0


def part_of(points: int, *, back: int, goods: int) -> int:
    """Of the points for goods those that were for what goes back."""
    if not goods:
        return 0
    return points if back >= goods else points * back // goods


def off_for(goods: int, *, coupon: int, points: int) -> tuple[int, int]:
    """What a coupon and then points take off, in cents: a point is worth one, and they
    pay a fifth of what the coupon leaves, half-up."""
    coupon = min(coupon, goods)
    return coupon, min(points, ((goods - coupon) * 20 + 50) // 100)
