"""The plain values that discount rules work on: no cart, no database.

A step of the pipeline takes `PricedLine`s and what earlier steps took off each of
them, and returns its `Discount`s; `cart.quote` runs the steps in their fixed order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, runtime_checkable

from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """So many of one variant at a unit price.  `key` names the line for its caller;
    `weight` is one piece's, in grams.  `price_name` says why the unit price is not
    the list price (“Flash sale”); a deal may keep other discounts off its line."""

    key: int
    variant_id: int
    quantity: int
    unit_price: Decimal
    list_price: Decimal
    weight: int = 0
    product_id: int = 0
    price_name: str = ""
    takes_offers: bool = True
    takes_coupon: bool = True

    @property
    def goods(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def grams(self) -> int:
        return self.weight * self.quantity


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A named reduction and each line's share of it, in the order of the lines.

    `source` names what gave it for whoever counts what a campaign cost: `offer:7`.
    Raises ValueError when the shares do not add up.
    """

    name: str
    amount: Decimal
    shares: tuple[Decimal, ...]
    kind: str = "offer"
    source: str = ""

    def __post_init__(self) -> None:
        if sum(self.shares, ZERO) != self.amount or min(self.shares, default=ZERO) < 0:
            raise ValueError("The shares of a discount add up to it.")


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Pieces that come with the goods for nothing.  `name` is the offer's."""

    variant_id: int
    quantity: int
    name: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What is missing for more: an amount of money, or pieces.  `gain` says for what,
    `name` is the offer's, `done` how much of the way is behind (0 to 1), `url` where
    the goods are that count."""

    name: str
    gain: str
    done: Decimal
    missing: Decimal = ZERO
    pieces_missing: int = 0
    source: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a step of the pipeline gives.  `free_delivery`: by the name of what, which
    `free_delivery_source` names as discounts do; `coupon_id` and `points` are what it used up.  `late` steps are run after all
    others: they look at what those have left."""

    discounts: tuple[Discount, ...] = ()
    gifts: tuple[Gift, ...] = ()
    free_delivery: str = ""
    free_delivery_source: str = ""
    coupon_id: int | None = None
    points: int = 0
    hints: tuple[Hint, ...] = ()
    late: "tuple[Step, ...]" = ()


Step = Callable[[Sequence[PricedLine], Sequence[Decimal]], Outcome]
FeeOf = Callable[[Sequence[Decimal]], Decimal | None]


@runtime_checkable
class WeighsFreight(Protocol):
    """A step that has to know what delivery would cost once these shares are taken
    off: None while nobody knows where to, 0 where something gave it free already."""

    def weigh(
        self, lines: Sequence[PricedLine], taken: Sequence[Decimal], fee_of: FeeOf
    ) -> Outcome: ...


def order_of(lines: Sequence[PricedLine]) -> list[int]:
    """Indexes of lines by what they are, not by where they stand."""

    def meaning(index: int) -> tuple[int, int, Decimal, int, int]:
        line = lines[index]
        return (
            line.product_id,
            line.variant_id,
            line.unit_price,
            line.quantity,
            line.key,
        )

    return sorted(range(len(lines)), key=meaning)


def share_of(discounts: Sequence[Discount], position: int) -> Decimal:
    """What all discounts together take off the line at this position."""
    return sum((discount.shares[position] for discount in discounts), ZERO)
