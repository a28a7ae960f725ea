"""By what an order may be paid.  Higher floors say so, in their `ready()`."""

from collections.abc import Callable

switched_on: list[Callable[[str], bool]] = []


def can_be_paid_by(method: str) -> bool:
    return any(knows(method) for knows in switched_on)
