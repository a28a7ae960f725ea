"""Money goes back by the payment's intent, under the shop's own number.

The number is in the refund's metadata, where it is found again, and is the idempotency
key, so that no refund is made twice.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from stripe import StripeClient

from payments.errors import GatewayAway
from payments.gateways.base import RefundAnswer, RefundState
from payments.gateways.stripe.client import UNREADABLE, Frozen, Refused, ask, ask_all
from payments.gateways.stripe.facts import OURS, REFUND, Facts, named, sum_of, text
from payments.gateways.stripe.minor import to_units
from payments.models import Refund

ABSENT = RefundState(answer=RefundAnswer.ABSENT)
ANSWERS = {
    "pending": RefundAnswer.PROCESSING,
    "requires_action": RefundAnswer.PROCESSING,
    "succeeded": RefundAnswer.DONE,
    "failed": RefundAnswer.FAILED,
    "canceled": RefundAnswer.FAILED,
}
LATER = {"balance_insufficient", "insufficient_funds", "lock_timeout", "rate_limit"}
KEYS = 3
SETTLED_AFTER = timedelta(minutes=1)  # by then Stripe has done what it was asked


def make(refund: Refund, *, now: datetime) -> RefundState:
    """Once, however often asked.  Raises GatewayAway.

    Under a key that is spoiled by an error of Stripe's own its books decide: what is
    not in them a minute later was not done, and is asked for under the next key.
    """
    try:
        units = to_units(refund.amount, refund.attempt.currency)
    except ValueError:
        return RefundState(answer=RefundAnswer.FAILED, note="amount")
    for turn in range(1, KEYS + 1):
        key = refund.number if turn == 1 else f"{refund.number}-{turn}"
        try:
            said = ask(partial(_create, refund, units, key), key=key)
        except Frozen:
            known = find(refund)
            if known is not ABSENT:
                return known
            if now - refund.requested_at < SETTLED_AFTER:
                raise
        except Refused as no:
            return _after_refusal(refund, no)
        else:
            return state_of(said, refund)
    raise GatewayAway


def find(refund: Refund) -> RefundState:
    """What became of it, by all refunds of its payment.  Raises GatewayAway."""
    try:
        if refund.gateway_number:
            return state_of(ask(partial(_retrieve, refund.gateway_number)), refund)
    except Refused:
        pass  # not under this number: then by ours
    if not refund.attempt.trade_no:
        return ABSENT
    try:
        for row in ask_all(partial(_list, refund.attempt.trade_no)):
            if _is(row, refund):
                return state_of(row, refund)
    except Refused as no:
        if no.code != "resource_missing":
            raise GatewayAway from None
    return ABSENT


def state_of(said: Facts, refund: Refund | None = None) -> RefundState:
    """Raises GatewayAway for what says nothing we understand, or is another's."""
    try:
        answer = ANSWERS[said["status"]]
        number = text(said["id"])
        is_ours = refund is None or _is_as_asked(said, refund)
    except UNREADABLE:
        raise GatewayAway from None
    if not is_ours:
        raise GatewayAway
    note = said.get("failure_reason") or ""
    return RefundState(answer=answer, gateway_number=number, note=str(note)[:64])


def _after_refusal(refund: Refund, no: Refused) -> RefundState:
    """It may be refused because it was made before, under a key that is forgotten."""
    known = find(refund)
    if known is not ABSENT:
        return known
    is_over = no.code not in LATER
    answer = RefundAnswer.FAILED if is_over else RefundAnswer.PROCESSING
    return RefundState(answer=answer, note=no.code)


def _is(row: Facts, refund: Refund) -> bool:
    try:
        return named(row, REFUND) == refund.number
    except UNREADABLE:
        return False


def _is_as_asked(said: Facts, refund: Refund) -> bool:
    wanted = (refund.amount, refund.attempt.currency)
    return _is(said, refund) and sum_of(said) == wanted


def _create(refund: Refund, units: int, key: str, client: StripeClient) -> Any:
    return client.v1.refunds.create(
        {
            "payment_intent": refund.attempt.trade_no or "",
            "amount": units,
            "metadata": {REFUND: refund.number, OURS: refund.attempt.out_trade_no},
        },
        {"idempotency_key": key},
    )


def _retrieve(number: str, client: StripeClient) -> Any:
    return client.v1.refunds.retrieve(number)


def _list(intent: str, client: StripeClient) -> Any:
    return client.v1.refunds.list({"payment_intent": intent, "limit": 100})
