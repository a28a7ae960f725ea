"""Facts as Alipay writes them, within what our columns hold."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from payments.gateways.base import Capture
from payments.gateways.china import BEIJING, CURRENCY
from shop.kernel.money import ZERO

PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
CLOSED = "TRADE_CLOSED"  # never paid, or paid and all of it gone back
PAID_AT = ("gmt_payment", "send_pay_date")  # in a callback, in an answer
YUAN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
LONGEST_NUMBER = 64


class Unreadable(Exception):
    """Not the fact that it should be."""


def number(facts: Mapping[str, object], name: str) -> str:
    """Raises Unreadable."""
    text = facts.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_NUMBER:
        raise Unreadable(name)
    if not text.isascii() or not text.isprintable():
        raise Unreadable(name)
    return text


def yuan(facts: Mapping[str, object], name: str) -> Decimal:
    """Raises Unreadable."""
    text = facts.get(name)
    if not isinstance(text, str) or not YUAN.fullmatch(text):
        raise Unreadable(name)
    return Decimal(text)


def instant(text: str) -> datetime:
    """Beijing's time, whatever the server's zone.  Raises Unreadable."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError as error:
        raise Unreadable(text) from error


def was_paid(facts: Mapping[str, object]) -> bool:
    """Whatever became of the money since.  The status alone does not tell."""
    status = facts.get("trade_status")
    is_over = status == CLOSED and (
        any(facts.get(name) for name in PAID_AT) or _returned(facts) > 0
    )
    return status in PAID or is_over


def capture_of(facts: Mapping[str, object], *, mismatch: str = "") -> Capture:
    """The money of a paid trade, all of it.  Raises Unreadable.

    What went back is told by callbacks only; a closed trade has given back all.
    """
    amount = yuan(facts, "total_amount")
    is_closed = facts.get("trade_status") == CLOSED
    return Capture(
        out_trade_no=number(facts, "out_trade_no"),
        trade_no=number(facts, "trade_no"),
        amount=amount,
        currency=CURRENCY,
        mismatch=mismatch,
        returned=amount if is_closed else _returned(facts),
    )


def _returned(facts: Mapping[str, object]) -> Decimal:
    """By all refunds so far.  Raises Unreadable."""
    return yuan(facts, "refund_fee") if facts.get("refund_fee") else ZERO
