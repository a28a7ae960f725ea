"""Amounts in a few words: whole where they are, in whichever currency."""

from decimal import Decimal

import pytest

from shop.kernel.money import written_briefly


@pytest.mark.parametrize(
    ("currency", "amount", "text"),
    [
        ("CNY", "20.00", "¥20"),
        ("CNY", "1000.00", "¥1,000"),
        ("CNY", "19.90", "¥19.90"),
        ("JPY", "1000", "¥1,000"),
        ("JPY", "100", "¥100"),
        ("USD", "-5.00", "−$5"),
    ],
)
def test_leaves_out_a_fraction_of_nothing(
    settings, currency: str, amount: str, text: str
) -> None:
    settings.SHOP_CURRENCY = currency

    assert written_briefly(Decimal(amount)) == text
