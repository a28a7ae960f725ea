"""Callbacks: stored once, acknowledged, then worked on."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from payments.gateways.base import (
    Capture,
    Message,
    RefundAnswer,
    RefundNews,
    RefundState,
)
from payments.models import GatewayEvent, PaymentAttempt
from payments.services.capturing import Outcome, apply_capture
from payments.services.disputing import dispute_facts, note_dispute, read_dispute
from payments.services.refunding import note_refund_answer
from payments.services.rows import attempt_of, refund_told_of
from payments.signals import event_stored
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import Update, insert_unless_there, prepared_update

logger = logging.getLogger(__name__)

CAPTURE_KINDS = {"trade.paid"}
PATIENCE = timedelta(days=7)
STRANGE = _("not about a payment of this shop")


@transaction.atomic
def store_message(*, gateway: str, message: Message, now: datetime) -> GatewayEvent:
    """Write a verified callback down, once; the same event gives the same row.

    A row whose attempt was unknown learns it when the event comes again; one that can't
    be ours is done at once.
    Announces `event_stored` for a row that is still to be worked on.
    """
    attempt = attempt_of(
        gateway=gateway, number=message.out_trade_no, trade_no=message.trade_no
    )
    event = _insert(gateway, message, attempt, now)
    failpoint("callback.event_written")
    if event.attempt_id is None and attempt is not None:
        event.attempt = attempt
        event.save(update_fields=["attempt"])
    is_strange = not (message.is_ours or message.trade_no)
    if is_strange and event.processed_at is None:
        event.processed_at, event.outcome = now, STRANGE
        event.save(update_fields=["processed_at", "outcome"])
    if event.attempt_id and event.processed_at is None:
        announce(event_stored, GatewayEvent, event_id=event.pk)
    return event


def _insert(
    gateway: str, message: Message, attempt: PaymentAttempt | None, now: datetime
) -> GatewayEvent:
    event = GatewayEvent(
        gateway=gateway,
        event_id=message.event_id,
        kind=message.kind,
        attempt=attempt,
        facts=message.facts
        | _names(message)
        | _capture_facts(message.capture)
        | _refund_facts(message.refund)
        | dispute_facts(message.dispute),
        received_at=now,
    )
    if insert_unless_there(event, "gateway", "event_id"):
        return event
    return GatewayEvent.objects.get(gateway=gateway, event_id=message.event_id)


@transaction.atomic
def settle_event(*, event_id: int, now: datetime) -> bool:
    """Do what a stored event says; False if it was done before or can't be yet.

    An event whose attempt is unknown stays undone: it may have overtaken us.
    """
    event = next(iter(_undone(event_id=event_id)), None)
    if event is None:
        return False
    attempt_id = known_attempt(event)
    if attempt_id is None:
        return False
    outcome = _("ignored")  # "closed" too: the shop itself asks before it closes
    if event.kind in CAPTURE_KINDS:
        found = apply_capture(gateway=event.gateway, capture=_capture(event), now=now)
        if found is Outcome.UNKNOWN:
            return False
        outcome = found.value
    elif "refund_number" in event.facts:
        outcome = _note_refund(event, now)
    elif "dispute_number" in event.facts:
        outcome = _note_dispute(event, attempt_id, now)
    _finish(event_id=event_id, now=now, outcome=outcome)
    return True


@prepared_update
def _finish(event_id: int, now: datetime, outcome: str) -> Update:
    undone = GatewayEvent.objects.filter(pk=event_id, processed_at=None)
    return undone, {"processed_at": now, "outcome": outcome}


def known_attempt(event: GatewayEvent) -> int | None:
    """Which attempt it is about.  An event that had overtaken it finds it now."""
    if event.attempt_id is None:
        event.attempt = attempt_of(
            gateway=event.gateway,
            number=event.facts.get("out_trade_no", ""),
            trade_no=event.facts.get("about_trade", ""),
        )
        if event.attempt is not None:
            event.save(update_fields=["attempt"])
    return event.attempt_id


def give_up_strangers(*, now: datetime) -> None:
    """What is about nothing of ours after a week never will be."""
    waiting = GatewayEvent.objects.strange(now - PATIENCE)
    waiting.update(processed_at=now, outcome=STRANGE)


@prepared
def _undone(event_id: int) -> QuerySet[GatewayEvent]:
    return GatewayEvent.objects.filter(pk=event_id, processed_at=None)


def _capture(event: GatewayEvent) -> Capture:
    facts = event.facts
    return Capture(
        out_trade_no=facts["out_trade_no"],
        trade_no=facts["trade_no"],
        amount=Decimal(facts["amount"]),
        currency=facts["currency"],
        mismatch=facts.get("mismatch", ""),
        returned=Decimal(facts.get("returned", 0)),
    )


def _note_refund(event: GatewayEvent, now: datetime) -> str:
    """News counts only for a refund of that order, of that amount.  Returns what
    became of it."""
    facts = event.facts
    refund = refund_told_of(event)
    if refund is None or refund.amount != Decimal(facts["refund_amount"]):
        logger.error("Event %s tells of a refund that is none of ours", event.pk)
        return _("no such refund")
    state = RefundState(
        answer=RefundAnswer(facts["refund_answer"]),
        gateway_number=facts["refund_gateway_number"],
        note=facts.get("refund_note", ""),
    )
    is_new = note_refund_answer(refund_number=refund.number, state=state, now=now)
    return _("counted for the refund") if is_new else Outcome.REPEATED.value


def _note_dispute(event: GatewayEvent, attempt_id: int, now: datetime) -> str:
    news = read_dispute(event.facts)
    is_new = note_dispute(attempt_id=attempt_id, news=news, now=now)
    return _("counted for the dispute") if is_new else Outcome.REPEATED.value


def _names(message: Message) -> dict[str, str]:
    """By which its attempt is found later."""
    names = {"out_trade_no": message.out_trade_no, "about_trade": message.trade_no}
    return {key: name for key, name in names.items() if name}


def _capture_facts(capture: Capture | None) -> dict[str, str]:
    if capture is None:
        return {}
    facts = {
        "out_trade_no": capture.out_trade_no,
        "trade_no": capture.trade_no,
        "amount": str(capture.amount),
        "currency": capture.currency,
    }
    more = {"mismatch": capture.mismatch} if capture.mismatch else {}
    return (
        facts | more | ({"returned": str(capture.returned)} if capture.returned else {})
    )


def _refund_facts(news: RefundNews | None) -> dict[str, str]:
    if news is None:
        return {}
    facts = {
        "refund_number": news.number,
        "refund_amount": str(news.amount),
        "refund_answer": news.state.answer.value,
        "refund_gateway_number": news.state.gateway_number,
    }
    return facts | ({"refund_note": news.state.note} if news.state.note else {})
