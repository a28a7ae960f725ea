"""Goods that two campaigns give a price of their own at the same time.  Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from promotions.calendar.entries import Entry


def conflicts_of(entries: Sequence[Entry], *, now: datetime) -> dict[int, list[str]]:
    """`{position: names}` of those that are not paused or over."""
    of_variants: dict[int, list[int]] = {}
    for position, entry in enumerate(entries):
        if entry.variants and entry.standing(now).is_to_come:
            for variant_id in entry.variants:
                of_variants.setdefault(variant_id, []).append(position)
    found: dict[int, list[str]] = {}
    for positions in of_variants.values():
        for one, two in combinations(positions, 2):
            if entries[one].campaign != entries[two].campaign and entries[one].meets(
                entries[two]
            ):
                found.setdefault(one, []).append(entries[two].name)
                found.setdefault(two, []).append(entries[one].name)
    return found
