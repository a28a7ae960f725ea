"""This module owns the only rounding: half-up to the currency's own decimals.

Amounts are `Decimal` in the shop's one currency.  Minor units (cents, fen) exist
only in the database and at a gateway's door.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language

ZERO = Decimal(0)

# ISO 4217: the currencies a shop may be founded in whose minor unit is not 1/100.
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "JOD": 3}

SYMBOLS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "KRW": "₩"}


def decimals(currency: str | None = None) -> int:
    """How many decimals a currency has (ISO 4217); the shop's when not named."""
    return DECIMALS.get(currency or settings.SHOP_CURRENCY, 2)


def to_minor(amount: Decimal | int, currency: str | None = None) -> int:
    """Minor units of an exact amount.  Raises ValueError rather than round."""
    if isinstance(amount, float):
        raise TypeError("An amount is never a float.")
    scaled = Decimal(amount).scaleb(decimals(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more decimals than the currency.")
    return int(scaled)


def from_minor(units: int, currency: str | None = None) -> Decimal:
    """The amount that so many minor units make."""
    return Decimal(units).scaleb(-decimals(currency))


def written(amount: Decimal | None) -> str:
    """`¥1,234.50`: the shop's currency, by the active locale; "" for no amount."""
    if amount is None:
        return ""
    return _written(amount, settings.SHOP_CURRENCY, get_language())


def written_briefly(amount: Decimal | None) -> str:
    """`¥1,234`, and `¥1,234.50` where it has a fraction: for a few words on a tag."""
    if amount is None:
        return ""
    is_whole = amount == amount.to_integral_value()
    places = 0 if is_whole else None
    return _written(amount, settings.SHOP_CURRENCY, get_language(), places)


def written_in(amount: Decimal, currency: str) -> str:
    """As amounts are written in this shop; of another currency by its code."""
    if currency == settings.SHOP_CURRENCY:
        return written(amount)
    return f"{amount:.{decimals()}f} {currency}"


@lru_cache(maxsize=4096)
def _written(
    amount: Decimal, currency: str, _language: str | None, places: int | None = None
) -> str:
    """A shop has few different prices, and a page writes them often."""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    places = decimals(currency) if places is None else places
    digits = number_format(abs(amount), places, force_grouping=True)
    return f"{'−' if amount < 0 else ''}{symbol}{digits}"


def rounded(amount: Decimal) -> Decimal:
    """Half-up to the shop currency's decimals."""
    return amount.quantize(Decimal(1).scaleb(-decimals()), ROUND_HALF_UP)


def percent_of(percent: Decimal, amount: Decimal) -> Decimal:
    """`percent` (12.5 means 12.5 %) of an amount, rounded once."""
    return rounded(amount * percent / 100)


def split(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Divide an amount so that the parts always add up to it.

    Largest-remainder method in minor units; among equal remainders the earlier
    part gets the spare unit.  When all weights are zero the parts are equal.
    Raises ValueError for a negative amount or weight, or no weight at all.
    """
    if amount < 0 or not weights or min(weights) < 0:
        raise ValueError("Only an amount of zero or more can be split.")
    shares = [Decimal(weight) for weight in weights]
    if not sum(shares):
        shares = [Decimal(1)] * len(shares)
    units, whole = to_minor(amount), sum(shares)
    floors = [int(units * share // whole) for share in shares]
    remainders = [units * share % whole for share in shares]
    spare = units - sum(floors)
    by_remainder = sorted(range(len(shares)), key=lambda i: (-remainders[i], i))
    for index in by_remainder[:spare]:
        floors[index] += 1
    return [from_minor(part) for part in floors]
