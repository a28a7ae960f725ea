"""Amounts as Stripe counts them: whole numbers of a currency's smallest unit.

Not quite ISO 4217: some currencies without decimals are still sent with two, always
zero; of three decimals the last is always zero.
"""

from decimal import Decimal
from typing import Any

# fmt: off
NO_DECIMALS = {
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV",
    "XAF", "XOF", "XPF",
}
# fmt: on
THREE_DECIMALS = {"BHD", "JOD", "KWD", "OMR", "TND"}
WHOLE_ONLY = {"ISK", "UGX"}  # two decimals, but always zero


def to_units(amount: Decimal, currency: str) -> int:
    """Raises ValueError for what Stripe can't take, rather than round."""
    scaled = amount.scaleb(_decimals(currency))
    if scaled != scaled.to_integral_value() or scaled % _step(currency):
        raise ValueError(f"Stripe takes no such part of {currency}.")
    return int(scaled)


def from_units(units: Any, currency: str) -> Decimal:
    """Raises ValueError for what is no whole number, so that none is taken for one."""
    if isinstance(units, bool) or not isinstance(units, int):
        raise ValueError("Stripe counts in whole numbers.")
    return Decimal(units).scaleb(-_decimals(currency))


def _decimals(currency: str) -> int:
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def _step(currency: str) -> int:
    if currency in THREE_DECIMALS:
        return 10
    return 100 if currency in WHOLE_ONLY else 1
