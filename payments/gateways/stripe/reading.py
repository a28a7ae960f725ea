"""Stripe's callbacks: many kinds, of which the shop understands a few.

Several applications may share an account: what does not carry our number is somebody
else's and is only thanked for.  Disputes, and refunds that were made by hand, can't carry
it: they name their payment, which may be one that we are about to hear of.
"""

import json
import logging
from dataclasses import replace
from datetime import datetime

from payments.errors import Forged
from payments.gateways.base import Capture, DisputeNews, Message, RefundNews
from payments.gateways.stripe.client import UNREADABLE
from payments.gateways.stripe.disputes import is_dispute, moment, news_of
from payments.gateways.stripe.facts import (
    REFUND,
    Facts,
    capture_of,
    id_of,
    key_is_live,
    named,
    sum_of,
    text,
)
from payments.gateways.stripe.refunds import state_of
from payments.gateways.stripe.signature import check

logger = logging.getLogger(__name__)

MOST_BYTES = 1_048_576
LONGEST_KIND = 40
PAID = {"checkout.session.completed", "checkout.session.async_payment_succeeded"}
REFUNDS = {
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refund.updated",
}


def read(body: bytes, header: str, *, now: datetime) -> Message:
    """Raises Forged, also for a signed body that says nothing we understand."""
    if len(body) > MOST_BYTES:
        raise Forged
    check(body, header, now=now)
    try:
        event = json.loads(body)
        return _message(event)
    except UNREADABLE:
        logger.warning("A signed callback of Stripe could not be read")
        raise Forged from None


def _message(event: Facts) -> Message:
    kind, subject = text(event["type"], 255), _subject(event)
    message = Message(
        event_id=text(event["id"], 80),
        kind=kind[:LONGEST_KIND],
        out_trade_no="",
        facts={"type": kind, "object": str(subject.get("id") or "")[:200]},
        is_ours=False,
    )
    if not _is_of_our_mode(event):
        logger.warning("Stripe told of %s in the other mode", message.event_id)
        return message
    number = named(subject)
    if is_dispute(kind):
        message = replace(message, dispute=_dispute(event, subject))
    if not number:
        is_nameless = is_dispute(kind) or kind in REFUNDS
        return replace(message, trade_no=_intent(subject) if is_nameless else "")
    message = replace(message, out_trade_no=number, is_ours=True)
    if kind in PAID and _is_paid(subject):
        return replace(message, kind="trade.paid", capture=_capture(subject, number))
    if kind in REFUNDS and named(subject, REFUND):
        return replace(message, refund=_refund(subject))
    return message


def _dispute(event: Facts, subject: Facts) -> DisputeNews:
    return news_of(subject, said_at=moment(event["created"]))


def _subject(event: Facts) -> Facts:
    """What it is about; a "thin" event carries nothing."""
    subject = (event.get("data") or {}).get("object")
    return subject if isinstance(subject, dict) else {}


def _is_of_our_mode(event: Facts) -> bool:
    """Play money pays for nothing, whatever it is signed with."""
    ours = key_is_live()
    return ours is None or event.get("livemode") is ours


def _intent(subject: Facts) -> str:
    said = subject.get("payment_intent")
    return id_of(said) if said else ""


def _is_paid(session: Facts) -> bool:
    """A completed session may still wait for its money (bank debits, transfers)."""
    return session["mode"] == "payment" and session["payment_status"] == "paid"


def _capture(session: Facts, number: str) -> Capture:
    capture = capture_of(session)
    if capture.out_trade_no != number:
        raise ValueError("A session of two numbers.")
    return capture


def _refund(said: Facts) -> RefundNews:
    amount, _currency = sum_of(said)
    return RefundNews(number=named(said, REFUND), amount=amount, state=state_of(said))
