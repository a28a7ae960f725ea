"""What came of each campaign for some goods: for whoever asks why, or why not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from promotions.lines import Outcome, PricedLine
from promotions.wishes import Shopper, Wish


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`text` says what it gave, or why it gave nothing."""

    name: str
    source: str
    gives: bool
    text: str


def waits(starts_at: datetime, now: datetime) -> str:
    """Nothing once it has begun."""
    if starts_at <= now:
        return ""
    moment = date_format(localtime(starts_at), "DATETIME_FORMAT")
    return _("Begins on %(moment)s.") % {"moment": moment}


Explainer = Callable[
    [Sequence[PricedLine], Outcome, Shopper, Wish, datetime], Iterable[Verdict]
]
