"""What came of each campaign for some goods: for whoever asks why, or why not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from promotions.lines import Outcome, PricedLine
from promotions.wishes import Shopper, Wish


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`text` says what it gave, or why it gave nothing."""

    name: str
    source: str
    gives: bool
    text: str


Explainer = Callable[
    [Sequence[PricedLine], Outcome, Shopper, Wish, datetime], Iterable[Verdict]
]
