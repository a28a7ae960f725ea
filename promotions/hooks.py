"""What promotions ask of the apps above them, which answer in their `ready()`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a campaign.  Of `placed` orders so many were `paid`; `pieces` and
    `revenue` are what is kept of those that still live.  The rest is what they cost:
    what was taken off, gifts at their price, delivery that would not have been free."""

    placed: int = 0
    paid: int = 0
    pieces: int = 0
    revenue: Decimal = ZERO
    refunded: Decimal = ZERO
    discounts: Decimal = ZERO
    gifts: Decimal = ZERO
    delivery: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class PriceSpan:
    """A variant costs so much for a while."""

    variant_id: int
    price: Decimal
    starts_at: datetime
    ends_at: datetime


class OrderBook(Protocol):
    """Knows what was ordered.  A `source` names a campaign, `coupon:7`; deals are
    named by their kind and their numbers."""

    def of_source(self, source: str) -> Result: ...

    def of_deal(self, kind: str, ids: Collection[int]) -> Result: ...

    def of_price(self, sale: PriceSpan) -> Result: ...


has_ordered: list[Callable[[int], bool]] = []  # by the account's id
books: list[OrderBook] = []


def is_new_shopper(owner_id: int) -> bool:
    """Has this account no order that lives, and never had one that was fulfilled?"""
    return not any(ask(owner_id) for ask in has_ordered)


def result_of(source: str) -> Result:
    """Of an offer or a coupon."""
    return next((book.of_source(source) for book in books), Result())


def result_of_deal(kind: str, ids: Collection[int]) -> Result:
    """Of prices that are bought through a campaign."""
    return next((book.of_deal(kind, ids) for book in books), Result())


def result_of_price(sale: PriceSpan) -> Result:
    return next((book.of_price(sale) for book in books), Result())
