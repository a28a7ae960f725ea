"""How many points an order gives and takes.  Pure; points are whole numbers.

Everything is rounded in the shop's favour by less than one point, and a point is
never worth a fraction of the smallest coin.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from shop.kernel.money import from_minor, percent_of, to_minor


@dataclass(frozen=True, kw_only=True)
class Rates:
    """`earned` points for one whole unit of the currency; so many points are `worth`
    one unit; at most `most_percent` of the goods are paid with them."""

    earned: Decimal
    worth: int
    most_percent: int


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    points: int
    amount: Decimal


def points_for(amount: Decimal, rates: Rates) -> int:
    """What goods bought for `amount` give."""
    return int((amount * rates.earned).to_integral_value(ROUND_DOWN))


def worth(points: int, rates: Rates) -> Decimal:
    """What so many points take off, to the smallest coin."""
    return from_minor(points * to_minor(Decimal(1)) // rates.worth)


def redeem(*, wished: int, balance: int, goods: Decimal, rates: Rates) -> Redeemed:
    """As many of the wished points as the member has and the goods may take.

    `goods` is what the goods cost after all other reductions.  No point is used up
    that takes nothing off.
    """
    unit = to_minor(Decimal(1))
    most = to_minor(percent_of(Decimal(rates.most_percent), goods))
    most = min(most, to_minor(goods))
    minor = min(to_minor(worth(max(min(wished, balance), 0), rates)), most)
    return Redeemed(points=-(-minor * rates.worth // unit), amount=from_minor(minor))


def part_of(points: int, *, returned: Decimal, goods: Decimal) -> int:
    """Of points that paid for goods, those that paid for what went back; all of them
    with the last of it."""
    if goods <= 0 or returned >= goods:
        return points if goods > 0 else 0
    return int((points * returned / goods).to_integral_value(ROUND_DOWN))
