"""Facts as Alipay writes them, within what our columns hold."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from payments.gateways.base import Capture
from payments.gateways.china import BEIJING, CURRENCY

PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
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


def capture_of(facts: Mapping[str, object], *, mismatch: str = "") -> Capture:
    """The money of a paid trade, all of it: what went back of it is told elsewhere.

    Raises Unreadable.
    """
    return Capture(
        out_trade_no=number(facts, "out_trade_no"),
        trade_no=number(facts, "trade_no"),
        amount=yuan(facts, "total_amount"),
        currency=CURRENCY,
        mismatch=mismatch,
    )
