"""Addresses that lists name again and again, worked out once for each language."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language


def address(name: str, *args: str | int) -> str:
    """What `reverse` says; an address never changes while the shop runs."""
    return _address(get_language(), name, args)


@lru_cache(maxsize=4096)
def _address(language: str | None, name: str, args: tuple[str | int, ...]) -> str:
    return reverse(name, args=args)
