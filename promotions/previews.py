"""What the price lab tries of a campaign: the shop as it will be once it runs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from promotions.wishes import Deal


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`goods` show what it does, {variant: pieces}.  `deals` are bought through it,
    {variant: deal}; what `is_tried` nobody gets unless he wishes to try it."""

    name: str
    starts_at: datetime
    goods: Mapping[int, int]
    deals: Mapping[int, Deal] = field(default_factory=dict)
    is_tried: bool = False


Previewer = Callable[[int], Preview | None]  # by the campaign's number
Choices = Callable[[datetime], Iterable[tuple[int, str]]]  # those that are not over
NamedChoices = Sequence[tuple[str, str]]


def read_source(text: str) -> tuple[str, int] | None:
    """`offer:7`; None for what names no campaign."""
    kind, _, number = text.partition(":")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    return (kind, int(number)) if is_number else None
