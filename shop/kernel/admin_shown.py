"""How the admin shows things: pictures, coloured words, ranges of prices."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from shop.kernel import pictures
from shop.templatetags.shop import money


def thumb(file: Any, side: int = 48) -> SafeString:
    """A small square picture, or its placeholder."""
    return format_html(
        '<span class="shop-thumb">{}</span>',
        pictures.picture(file, "", side, side, f"{side}px"),
    )


def tag(text: Any, tone: str = "") -> SafeString:
    """A word in a coloured lozenge: ok, warn, bad, info or plain."""
    return format_html('<span class="shop-tag shop-tag--{}">{}</span>', tone, text)


def moment(at: datetime | None) -> str:
    """Day and time on the shop's own clock."""
    return date_format(localtime(at), "DATETIME_FORMAT") if at else "–"


def price_range(prices: Iterable[Decimal]) -> str:
    known = sorted(prices)
    if not known:
        return "–"
    if known[0] == known[-1]:
        return money(known[0])
    return f"{money(known[0])} – {money(known[-1])}"
