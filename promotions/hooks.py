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
results: list[
    Callable[[Iterable[str | None], str], Result]
] = []  # order numbers, source


def is_new_shopper(owner_id: int) -> bool:
    """Has this account no order that lives, and never had one that was fulfilled?"""
    return not any(ask(owner_id) for ask in has_ordered)


def result_of(numbers: Iterable[str | None], *, source: str) -> Result:
    """What came of these orders; `source` is what names the campaign: `coupon:7`."""
    return next((ask(numbers, source) for ask in results), Result())
