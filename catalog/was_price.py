"""The struck-through price: never above the lowest of the 30 days before a reduction."""

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
