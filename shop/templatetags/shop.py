"""The tags every template has: money, translated content, pictures, icons."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.kernel import pictures
from shop.kernel.countdown import time_left
from shop.kernel.money import written
from shop.kernel.translations import tr as translated
from shop.kernel.words import listed as in_a_row

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    """`¥1,234.50`: the shop's currency, by the active locale, as plain text."""
    return written(amount)


@register.filter
def counted(number: int | None) -> str:
    """`7`, `99+` for more than a badge can hold, nothing for none."""
    return "99+" if number and number > 99 else str(number or "")


@register.filter
def left_from(end: datetime, now: datetime) -> str:
    """`13 days 23:58:59`: see `shop.kernel.countdown`."""
    return time_left(end, now)


@register.filter
def tr(row: Any, field: str) -> str:
    """`{{ product|tr:"name" }}`: the text in the active language."""
    return translated(row, field)


@register.filter
def listed(words: Iterable[Any]) -> str:
    """“Stoneware, brass”, 粗陶、黄铜."""
    return in_a_row(map(str, words))


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """A line icon of the sprite; decorative, so give the control a name."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css,
        pictures.sprite_url(),
        name,
    )


@register.simple_tag
def picture(
    file: str, alt: str, width: int, height: int, sizes: str, *, eager: bool = False
) -> SafeString:
    """A responsive picture.  See `shop.kernel.pictures`."""
    return pictures.picture(file, alt, width, height, sizes, eager=eager)
