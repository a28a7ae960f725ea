"""The plain values that discount rules work on: no cart, no database.

A rule takes `PricedLine`s and returns `Discount`s; `cart.quote` runs the rules in
their fixed order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """So many of one variant at a unit price.  `key` names the line for its caller;
    `weight` is one piece's, in grams."""

    key: int
    variant_id: int
    quantity: int
    unit_price: Decimal
    list_price: Decimal
    weight: int = 0

    @property
    def goods(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def grams(self) -> int:
        return self.weight * self.quantity


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A named reduction and each line's share of it, in the order of the lines.

    Raises ValueError when the shares do not add up.
    """

    name: str
    amount: Decimal
    shares: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if sum(self.shares, ZERO) != self.amount or min(self.shares, default=ZERO) < 0:
            raise ValueError("The shares of a discount add up to it.")


def share_of(discounts: Sequence[Discount], position: int) -> Decimal:
    """What all discounts together take off the line at this position."""
    return sum((discount.shares[position] for discount in discounts), ZERO)
