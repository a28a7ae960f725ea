"""What is in force for a shopper at this moment: unit prices, deals, steps.

The one door of `cart` to every promotion.  A kind of promotion takes part by a line
in `promotions.registry`; nothing here knows one of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from promotions.lines import PricedLine, Step
from promotions.wishes import Shopper, Wanted, Wish
from shop.kernel.together import Answers


@dataclass(frozen=True, kw_only=True)
class UnitPrice:
    """A price that a piece may be had for, and what it is called.  `list_price` is the
    highest that may be struck through beside it; None: the variant's."""

    amount: Decimal
    name: str
    list_price: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class DealTerms:
    """What a campaign says of a line that is bought through it.

    `price` is None where the campaign gives none (any more): then the line costs
    what it costs without it, and `problem` says why.  `list_price` is as in
    UnitPrice; `most` is how many this shopper may still buy so.  A `problem` with a
    price keeps the line from being ordered.
    """

    price: Decimal | None
    name: str
    most: int
    problem: str = ""
    problem_code: str = ""
    takes_offers: bool = False
    takes_coupon: bool = False
    ends_at: datetime | None = None
    list_price: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The lines at their unit prices, the steps to run on them, and what deals say
    of lines, `{key: …}`."""

    lines: tuple[PricedLine, ...]
    steps: tuple[Step, ...]
    deals: Mapping[int, DealTerms]


Pricer = Callable[
    [Sequence[Wanted], Shopper, datetime, Answers], Mapping[int, UnitPrice]
]
DealDesk = Callable[[Sequence[Wanted], Shopper, datetime], Mapping[int, DealTerms]]
StepMaker = Callable[
    [Sequence[PricedLine], Shopper, Wish, datetime, Answers], Step | None
]


def priced(
    wanted: Wanted, *, offers: Sequence[UnitPrice], deal: DealTerms | None
) -> PricedLine:
    """Step 1 of the pipeline: a deal's price; else the lowest of the variant's own,
    the sale's and the member's."""
    own = UnitPrice(amount=wanted.price, name="")
    unit = min([own, *offers], key=lambda price: price.amount)
    has_deal = deal is not None and deal.price is not None
    if deal is not None and deal.price is not None:
        unit = UnitPrice(amount=deal.price, name=deal.name, list_price=deal.list_price)
    return PricedLine(
        key=wanted.key,
        variant_id=wanted.variant_id,
        product_id=wanted.product_id,
        quantity=wanted.quantity,
        unit_price=unit.amount,
        list_price=_struck_through(wanted, unit),
        weight=wanted.weight,
        price_name=unit.name,
        takes_offers=not has_deal or (deal is not None and deal.takes_offers),
        takes_coupon=not has_deal or (deal is not None and deal.takes_coupon),
    )


def _struck_through(wanted: Wanted, unit: UnitPrice) -> Decimal:
    if unit.list_price is not None:
        return max(unit.list_price, unit.amount)
    return max(wanted.list_price, wanted.price, unit.amount)
