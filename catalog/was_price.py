"""The struck-through price: never above the lowest of the 30 days before a reduction.

Pure.  What counts is what was charged: a sale price, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A price that was in force from `at` until the next one."""

    price: Decimal
    compare_at: Decimal | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reduced:
    """A lower price that was charged for a while beside the variant's own."""

    price: Decimal
    at: datetime
    until: datetime


def charged(
    log: Sequence[Priced], lower: Sequence[Reduced], *, until: datetime
) -> list[Priced]:
    """The history with what was really charged: the lower of the variant's own price
    and those that ran beside it.  Ends before `until`."""
    if not lower:
        return list(log)
    edges = {edge for one in lower for edge in (one.at, one.until) if edge < until}
    found = []
    for at in sorted(edges | {row.at for row in log}):
        own = next((row for row in reversed(log) if row.at <= at), None)
        if own is not None:
            prices = [one.price for one in lower if one.at <= at < one.until]
            found.append(_lowered(own, min([own.price, *prices]), at))
    return found


def _lowered(own: Priced, price: Decimal, at: datetime) -> Priced:
    compare_at = own.compare_at if price == own.price else None
    return Priced(price=price, compare_at=compare_at, at=at)


def highest_was(
    history: Sequence[Priced], *, price: Decimal, now: datetime
) -> Decimal | None:
    """The highest "was" that a variant may carry at `price`; None: as declared.

    `history` is in the order of writing.  The reduction is the moment from which
    the price has been what it is.  A variant whose first price still stands has
    no 30 days to show: nothing above what was declared with that price.
    """
    if not history:
        return None
    start = len(history)
    while start and history[start - 1].price == price:
        start -= 1
    reduced_at = history[start].at if start < len(history) else now
    if start == 0:
        first = history[0]
        return max(first.price, first.compare_at or first.price)
    ends = [row.at for row in history[1:start]] + [reduced_at]
    recent = [
        row.price
        for row, end in zip(history[:start], ends, strict=True)
        if end > reduced_at - LOOKS_BACK
    ]
    return min(recent)
