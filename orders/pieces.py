"""Pieces counted by variant.  Pure."""

from collections.abc import Iterable, Mapping


def by_variant(pieces: Iterable[tuple[int, int]]) -> dict[int, int]:
    """A gift may be of a variant that was bought as well: they add up."""
    found: dict[int, int] = {}
    for variant_id, number in pieces:
        found[variant_id] = found.get(variant_id, 0) + number
    return found


def without(
    quantities: Mapping[int, int], covered: Mapping[int, int]
) -> dict[int, int]:
    """What is left once these are taken care of."""
    left = {key: number - covered.get(key, 0) for key, number in quantities.items()}
    return {key: number for key, number in left.items() if number > 0}
