"""Stripe's books of one day of UTC: every movement of the account's balance.

They are complete as soon as the day is over.  Amounts are those that buyers saw, not
what they became in the currency of the account.  Where the merchant says that another
application takes money at the same account, what carries no number of ours is its.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from stripe import StripeClient

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.base import RefundAnswer, RowKind, StatementRow
from payments.gateways.stripe.client import UNREADABLE, Refused, ask, ask_all
from payments.gateways.stripe.disputes import moment
from payments.gateways.stripe.facts import (
    REFUND,
    Facts,
    id_of,
    named,
    sum_of,
    text,
)
from payments.gateways.stripe.refunds import ANSWERS

KINDS = {
    "charge": RowKind.PAYMENT,
    "payment": RowKind.PAYMENT,
    "refund": RowKind.REFUND,
    "payment_refund": RowKind.REFUND,
}
FAILED = RefundAnswer.FAILED
NONE = Decimal(0)
A_SECOND = timedelta(seconds=1)  # the grain of its clock


def statement(
    day: date, *, now: datetime, before: datetime | None = None
) -> Iterator[StatementRow]:
    """The newest first.  Raises StatementNotReady at once, GatewayAway on the way."""
    begun = datetime.combine(day, time(0), tzinfo=UTC)
    ended = begun + timedelta(days=1)
    if now < ended:
        raise StatementNotReady
    return _rows(begun, min(ended, before + A_SECOND) if before else ended)


def _rows(begun: datetime, ended: datetime) -> Iterator[StatementRow]:
    try:
        for entry in ask_all(partial(_entries, begun, ended)):
            yield _row(entry)
    except Refused:
        raise GatewayAway from None


def _row(entry: Facts) -> StatementRow:
    """Raises GatewayAway: books that can't be read whole are not read."""
    try:
        kind = KINDS.get(entry["type"], RowKind.OTHER)
        if kind is RowKind.OTHER:
            return _other(entry)
        source = _source(entry, kind)
        if kind is RowKind.REFUND and ANSWERS.get(source["status"]) is FAILED:
            return _other(entry)  # it came back, by a row of its own
        return _of_ours(entry, source, kind)
    except UNREADABLE:
        raise GatewayAway from None


def _source(entry: Facts, kind: RowKind) -> Facts:
    """What moved it; asked for by itself where it was not told whole."""
    source = entry["source"]
    if isinstance(source, dict):
        return source
    ask_for = _charge if kind is RowKind.PAYMENT else _refund
    return ask(partial(ask_for, text(source)))


def _of_ours(entry: Facts, source: Facts, kind: RowKind) -> StatementRow:
    amount, currency = sum_of(source)
    is_payment = kind is RowKind.PAYMENT
    intent = source.get("payment_intent")
    number = named(source) if is_payment else named(source, REFUND)
    return StatementRow(
        kind=kind,
        number=number,
        gateway_number=id_of(intent if is_payment and intent else source),
        payment_number=id_of(intent) if intent else "",
        is_strange=settings.STRIPE_ACCOUNT_IS_SHARED and not number,
        amount=abs(amount),
        currency=currency,
        happened_at=moment(entry["created"]),
        fee=_fee(entry, currency),
    )


def _other(entry: Facts) -> StatementRow:
    amount, currency = sum_of(entry)
    return StatementRow(
        kind=RowKind.OTHER,
        number="",
        gateway_number=text(entry["id"]),
        amount=abs(amount),
        currency=currency,
        happened_at=moment(entry["created"]),
        fee=_fee(entry, currency),
    )


def _fee(entry: Facts, currency: str) -> Decimal:
    """In the currency of the account; of another than the row's it is left out."""
    fee, in_currency = sum_of(entry, "fee")
    return fee if in_currency == currency else NONE


def _charge(number: str, client: StripeClient) -> Any:
    return client.v1.charges.retrieve(number)


def _refund(number: str, client: StripeClient) -> Any:
    return client.v1.refunds.retrieve(number)


def _entries(begun: datetime, ended: datetime, client: StripeClient) -> Any:
    return client.v1.balance_transactions.list(
        {
            "created": {"gte": int(begun.timestamp()), "lt": int(ended.timestamp())},
            "expand": ["data.source"],
            "limit": 100,
        }
    )
