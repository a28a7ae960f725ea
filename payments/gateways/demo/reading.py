"""What the demo bank accepts as a request: known fields, within their lengths."""

import json
from decimal import Decimal
from typing import Any

from payments.models import DemoFault
from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import to_minor

Operation = DemoFault.Operation
LENGTHS = {
    "out_trade_no": 32,
    "trade_no": 64,
    "number": 32,
    "amount": 20,
    "currency": 3,
    "notify_url": 200,
    "return_url": 200,
}
NEEDED = {
    Operation.OPEN: ("out_trade_no", "amount", "currency", "notify_url", "return_url"),
    Operation.QUERY: ("out_trade_no",),
    Operation.CLOSE: ("out_trade_no",),
    Operation.REFUND: ("number", "trade_no", "amount"),
    Operation.QUERY_REFUND: ("number", "trade_no"),
}
# What an answer is about, so that none passes for another's.
SUBJECT = {operation: needed[0] for operation, needed in NEEDED.items()}


class Unreadable(Exception):
    """A request that says nothing we understand."""


def read_request(operation: str, body: bytes) -> dict[str, Any]:
    """Raises Unreadable, also for a request that was signed for something else."""
    try:
        said = json.loads(body)
        if said["operation"] != operation:
            raise Unreadable
        needed = NEEDED[Operation(operation)]
        asked: dict[str, Any] = {name: _fact(said[name], name) for name in needed}
        if "amount" in asked:
            asked["amount"] = _amount(asked["amount"])
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise Unreadable from error
    return asked


def _fact(value: object, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LENGTHS[name]:
        raise Unreadable
    if not value.isprintable():
        raise Unreadable
    return value


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
        raise Unreadable
    to_minor(amount)  # ValueError for what is no amount of our currency
    return amount
