"""What a cell means.  Each function raises BadCell for what it cannot mean."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from catalog.importing.reading import Row
from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import to_minor

AMOUNT = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
WHOLE = re.compile(r"\d{1,9}(\.0+)?", re.ASCII)
WEIGHT = re.compile(r"\d{1,8}(\.\d{1,30})?", re.ASCII)
YES, NO = ("true", "yes", "1"), ("false", "no", "0")


def text(row: Row, column: str, longest: int) -> str:
    value = row.get(column)
    if len(value) > longest:
        raise row.bad(
            column, _("is longer than %(count)d characters.") % {"count": longest}
        )
    return value


def amount(row: Row, column: str) -> Decimal | None:
    """None for a blank cell."""
    value = row.get(column)
    if not value:
        return None
    if not AMOUNT.fullmatch(value):
        raise row.bad(
            column,
            _("“%(value)s” is no amount such as 25 or 25.90.") % {"value": value},
        )
    parsed = Decimal(value)
    try:
        to_minor(parsed)
    except ValueError as error:
        raise row.bad(column, _("has more decimals than the currency.")) from error
    if parsed >= LARGEST_AMOUNT:
        raise row.bad(column, _("is too large."))
    return parsed


def whole(row: Row, column: str, largest: int = 2_000_000_000) -> int | None:
    """None for a blank cell."""
    value = row.get(column)
    if not value:
        return None
    if not WHOLE.fullmatch(value) or int(Decimal(value)) > largest:
        raise row.bad(
            column, _("“%(value)s” is no number of zero or more.") % {"value": value}
        )
    return int(Decimal(value))


def grams(row: Row) -> int | None:
    """Whole grams; None for a blank cell."""
    value = row.get("grams")
    if not value:
        return None
    if not WEIGHT.fullmatch(value):
        raise row.bad(
            "grams", _("“%(value)s” is no weight in grams.") % {"value": value}
        )
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


def yes_or_no(row: Row, column: str) -> bool | None:
    value = row.get(column).lower()
    if not value:
        return None
    if value not in (*YES, *NO):
        raise row.bad(
            column, _("“%(value)s” is neither TRUE nor FALSE.") % {"value": value}
        )
    return value in YES


def tags(row: Row) -> list[str]:
    found = (tag.strip() for tag in row.get("tags").split(","))
    return list(dict.fromkeys(tag for tag in found if tag))


def path(row: Row) -> list[str]:
    """`["Kitchen", "Pots"]` from `Kitchen > Pots`, or from the type alone."""
    column = "category" if row.get("category") else "type"
    parts = [part.strip() for part in row.get(column).split(">") if part.strip()]
    if len(parts) > 10 or any(len(part) > 80 for part in parts):
        raise row.bad(column, _("is too long for a category."))
    return parts
