"""Campaigns of other kinds that give the same goods a price at the same time."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from promotions.flash_sales.calendar import entries as flash_sales
from promotions.group_buys.calendar import entries as group_buys
from promotions.sales.calendar import entries as sales

KINDS = {"flash": flash_sales, "group": group_buys, "sale": sales}


def rivals_of(
    kind: str,
    variants: AbstractSet[int],
    *,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> list[str]:
    """The names of those that are not paused or over.  A kind refuses those of its own
    where they meet."""
    others = [entries for name, entries in KINDS.items() if name != kind]
    return [
        entry.name
        for entries in others
        for entry in entries(starts_at, ends_at)
        if entry.variants & variants and entry.standing(now).is_to_come
    ]
