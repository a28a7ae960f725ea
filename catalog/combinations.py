"""The name of a combination of option values."""

from collections.abc import Iterable


def key_of(value_ids: Iterable[int]) -> str:
    """The value ids, sorted: `3-17`; "" when there are none."""
    return "-".join(str(pk) for pk in sorted(set(value_ids)))


def ids_of(key: str) -> list[int]:
    """The value ids that a key names."""
    return [int(part) for part in key.split("-") if part]
