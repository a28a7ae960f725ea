"""What stands on an invoice, from the frozen figures of an order.  Pure.

Prices include tax: of a gross amount the tax is gross − gross ÷ (1 + rate), rounded
once for the whole document.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from orders.models import OrderLine
from orders.refunding import LinePart, left_of_goods, left_of_shipping
from shop.kernel.money import ZERO, rounded

Row = dict[str, Any]


def tax_in(gross: Decimal, percent: Decimal) -> Decimal:
    """The tax that a gross amount contains."""
    return gross - rounded(gross / (1 + percent / 100))


def rows_of_what_is_kept(lines: Iterable[OrderLine], *, delivery: str) -> list[Row]:
    """Everything that was paid and has not gone back."""
    kept = list(lines)
    rows = [
        _row(line, line.left_to_refund, left_of_goods(line))
        for line in kept
        if line.left_to_refund or left_of_goods(line)
    ]
    freight = sum((left_of_shipping(line) for line in kept), ZERO)
    return [*rows, *_freight(delivery, freight)]


def rows_of_what_went_back(
    lines: Iterable[OrderLine], parts: Mapping[int, LinePart], *, delivery: str
) -> list[Row]:
    """The goods and the freight of one refund."""
    rows = [
        _row(line, parts[line.pk].quantity, parts[line.pk].amount)
        for line in lines
        if line.pk in parts and (parts[line.pk].quantity or parts[line.pk].amount)
    ]
    freight = sum((part.shipping for part in parts.values()), ZERO)
    return [*rows, *_freight(delivery, freight)]


def sum_of(rows: Iterable[Row]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in rows), ZERO)


def _row(line: OrderLine, quantity: int, amount: Decimal) -> Row:
    """Amounts as text: a row is stored as JSON."""
    return {
        "name": line.name,
        "options": line.options_text,
        "sku": line.sku,
        "quantity": quantity,
        "amount": str(amount),
    }


def _freight(delivery: str, amount: Decimal) -> list[Row]:
    if not amount:
        return []
    return [
        {
            "name": delivery,
            "options": "",
            "sku": "",
            "quantity": 1,
            "amount": str(amount),
        }
    ]
