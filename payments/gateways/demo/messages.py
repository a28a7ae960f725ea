"""The demo bank's callbacks: due until the shop has heard them."""

import json
import logging
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.db import transaction

from payments.gateways.demo.faults import CALLING, Kind, Operation, next_fault
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import DemoMessage, DemoRefund, DemoTrade
from payments.signals import demo_message_due
from shop.kernel.events import announce

logger = logging.getLogger(__name__)

DELAY = timedelta(seconds=8)
RETRY_AFTER = [timedelta(seconds=s) for s in (5, 15, 30, 60, 180, 600, 1800)]


@transaction.atomic
def tell(
    kind: DemoMessage.Kind,
    *,
    trade: DemoTrade,
    now: datetime,
    refund: DemoRefund | None = None,
    delay: timedelta = timedelta(0),
) -> DemoMessage:
    """Owe the shop a callback.  Announces `demo_message_due` unless it has time."""
    numbers = [trade.out_trade_no, refund.number if refund else trade.trade_no]
    fault = next_fault(Operation.CALLBACK, CALLING, numbers=numbers)
    subject = refund.number if refund else trade.trade_no
    said = trade.messages.filter(kind=kind, refund=refund).count()
    message = DemoMessage(
        trade=trade,
        refund=refund,
        kind=kind,
        event_id=f"{kind}-{subject}-{said + 1}",
        due_at=now + delay,
    )
    if fault is not None:
        _spoil(message, fault.kind, fault.wait or DELAY)
    message.save()
    if fault is not None and fault.kind == Kind.AGAIN:
        _again(message)
    if message.due_at and message.due_at <= now:
        announce(demo_message_due, DemoMessage, message_id=message.pk)
    return message


def _spoil(message: DemoMessage, kind: str, wait: timedelta) -> None:
    if kind == Kind.LOST:
        message.due_at = None
    elif kind == Kind.DELAYED and message.due_at:
        message.due_at += wait
    elif kind == Kind.TWICE:
        message.copies = 2


def _again(message: DemoMessage) -> None:
    """The same news under another event number."""
    DemoMessage.objects.create(
        trade=message.trade,
        refund=message.refund,
        kind=message.kind,
        event_id=f"{message.event_id}-again",
        due_at=message.due_at,
    )


def deliver(message_id: int, *, now: datetime) -> bool:
    """Call the shop back; try again later when it is not heard.

    Not inside a transaction: the shop's answer may take its time.
    """
    message = DemoMessage.objects.select_related("trade", "refund").get(pk=message_id)
    if message.due_at is None or message.due_at > now:
        return False
    body = json.dumps(_facts(message)).encode()
    stamp = str(int(now.timestamp()))
    copies = [
        _post(message.trade.notify_url, body, timestamp=stamp)
        for _ in range(message.copies)
    ]
    heard = all(copies)
    tries = message.tries + 1
    wait = RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None
    again = None if heard or wait is None else now + wait
    DemoMessage.objects.filter(pk=message_id).update(due_at=again, tries=tries)
    return heard


def _facts(message: DemoMessage) -> dict[str, str]:
    trade, refund = message.trade, message.refund
    facts = {
        "event_id": message.event_id,
        "kind": message.kind,
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "amount": str(refund.amount if refund else trade.amount),
        "currency": trade.currency,
    }
    return facts | ({"refund_number": refund.number} if refund else {})


def forget_messages(out_trade_no: str) -> None:
    """The shop has asked by itself, long ago: nobody needs to call."""
    owed = DemoMessage.objects.filter(trade__out_trade_no=out_trade_no)
    owed.update(due_at=None)


def due_messages(now: datetime) -> list[int]:
    due = DemoMessage.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:200])


def _post(url: str, body: bytes, *, timestamp: str) -> bool:
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: sign(body, timestamp),
    }
    try:
        answer = requests.post(
            url,
            data=body,
            headers=headers,
            timeout=(1, settings.PAYMENT_HTTP_TIMEOUT),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        logger.warning("Demo callback not delivered: %s", type(error).__name__)
        return False
    return answer.status_code == 200 and answer.text == "ok"
