"""What promotions ask of the apps above them, which answer in their `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a campaign.  `revenue` is what is kept of its paid orders, `cost`
    what it took off them."""

    orders: int = 0
    revenue: Decimal = ZERO
    cost: Decimal = ZERO


has_ordered: list[Callable[[int], bool]] = []  # by the account's id
Numbers = Iterable[str | None] | None  # of orders; None: those whose reduction it is
results: list[Callable[[Numbers, str], Result]] = []  # order numbers, source


def is_new_shopper(owner_id: int) -> bool:
    """Has this account no order that lives, and never had one that was fulfilled?"""
    return not any(ask(owner_id) for ask in has_ordered)


def result_of(numbers: Numbers = None, *, source: str) -> Result:
    """What came of these orders, or of all that it reduced; `source` is what names the
    campaign: `coupon:7`."""
    return next((ask(numbers, source) for ask in results), Result())
