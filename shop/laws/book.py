"""Every law of the shop, in the order in which they are read out."""

from datetime import datetime

from shop.laws import (
    orders,
    payments,
    prices,
    promotions_coupons,
    promotions_flash,
    promotions_groups,
    promotions_offers,
    promotions_points,
    statements,
    stock,
    tables,
)
from shop.laws.law import Finding, book, examine

__all__ = [
    "book",
    "examine_all",
    "orders",
    "payments",
    "prices",
    "promotions_coupons",
    "promotions_flash",
    "promotions_groups",
    "promotions_offers",
    "promotions_points",
    "statements",
    "stock",
    "tables",
]


def examine_all(now: datetime) -> list[Finding]:
    """Every law against the whole database, a fixed number of queries."""
    return [examine(law, now) for law in book.values()]
