"""The demo gateway's side: its books, and its callbacks over HTTP.

Stands for another company's servers.  The shop's side is `gateway.py`.
"""

import json
import logging
import secrets
from datetime import datetime, timedelta
from decimal import Decimal

import requests
from django.conf import settings
from django.db import transaction

from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import DemoRefund, DemoTrade
from payments.signals import demo_trade_paid
from shop.kernel.events import announce
from shop.kernel.fields import A
from shop.kernel.locks import hold

logger = logging.getLogger(__name__)

Status = DemoTrade.Status
DELAY = timedelta(seconds=8)
RETRY_AFTER = [timedelta(seconds=s) for s in (5, 15, 30, 60, 180, 600, 1800)]


@transaction.atomic
def open_trade(
    *,
    out_trade_no: str,
    amount: Decimal,
    currency: str,
    notify_url: str,
    return_url: str,
) -> DemoTrade:
    """A trade that waits for its buyer; the same number gives the same trade."""
    hold(f"demo-trade:{out_trade_no}")  # two taps on "pay" are one trade
    existing = DemoTrade.objects.filter(out_trade_no=out_trade_no).first()
    return existing or DemoTrade.objects.create(
        out_trade_no=out_trade_no,
        trade_no=f"D{secrets.token_hex(12)}",
        amount=amount,
        currency=currency,
        notify_url=notify_url,
        return_url=return_url,
    )


@transaction.atomic
def pay(
    *, out_trade_no: str, now: datetime, delay: timedelta = timedelta(0)
) -> list[int]:
    """The buyer pays; with a delay the bank knows only later.

    Returns the ids of trades that were paid; none when it was paid before or is
    closed.  Announces `demo_trade_paid` when the shop is to be called at once.
    """
    trade = (
        DemoTrade.objects.select_for_update()
        .filter(out_trade_no=out_trade_no)
        .order_by("pk")
        .first()
    )
    if trade is None or trade.status != Status.WAITING:
        return []
    trade.status, trade.paid_at, trade.notify_at = Status.PAID, now + delay, now + delay
    trade.save(update_fields=["status", "paid_at", "notify_at"])
    if not delay:
        announce(demo_trade_paid, DemoTrade, trade_id=trade.pk)
    return [trade.pk]


@transaction.atomic
def pay_twice(*, out_trade_no: str, now: datetime) -> list[int]:
    """What careless buyers and banks do: the same bill is paid two times."""
    first = pay(out_trade_no=out_trade_no, now=now)
    if not first:
        return []
    again = DemoTrade.objects.get(pk=first[0])
    again.pk, again._state.adding = None, True
    again.trade_no = f"D{secrets.token_hex(12)}"
    again.save()
    announce(demo_trade_paid, DemoTrade, trade_id=again.pk)
    return [*first, again.pk]


def trades(out_trade_no: str) -> list[DemoTrade]:
    return list(DemoTrade.objects.filter(out_trade_no=out_trade_no).order_by("pk"))


@transaction.atomic
def close_trade(out_trade_no: str) -> None:
    """No payment any more; a paid trade stays paid."""
    DemoTrade.objects.filter(out_trade_no=out_trade_no, status=Status.WAITING).update(
        status=Status.CLOSED
    )


@transaction.atomic
def make_refund(*, trade_no: str, number: str, amount: Decimal, now: datetime) -> bool:
    """Send money back, once for each number.  False when it is more than was paid."""
    trade = DemoTrade.objects.select_for_update().get(trade_no=trade_no)
    if DemoRefund.objects.filter(number=number).exists():
        return True
    enough = DemoTrade.objects.filter(
        pk=trade.pk, status=Status.PAID, amount__gte=A("refunded") + amount
    )
    if not enough.update(refunded=A("refunded") + amount):
        return False
    DemoRefund.objects.create(trade=trade, number=number, amount=amount, made_at=now)
    return True


def has_refunded(number: str) -> bool:
    return DemoRefund.objects.filter(number=number).exists()


def deliver(trade_id: int, *, now: datetime) -> bool:
    """Call the shop back about a paid trade; try again later when it is not heard.

    Not inside a transaction: the shop's answer may take its time.
    """
    trade = DemoTrade.objects.get(pk=trade_id)
    if trade.notify_at is None or trade.notify_at > now:
        return False
    body = json.dumps(
        {
            "event_id": f"paid-{trade.trade_no}",
            "kind": "trade.paid",
            "out_trade_no": trade.out_trade_no,
            "trade_no": trade.trade_no,
            "amount": str(trade.amount),
            "currency": trade.currency,
        }
    ).encode()
    heard = _post(trade.notify_url, body, timestamp=str(int(now.timestamp())))
    tries = trade.notify_tries + 1
    wait = RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None
    again = None if heard or wait is None else now + wait
    DemoTrade.objects.filter(pk=trade_id).update(notify_at=again, notify_tries=tries)
    return heard


def forget_callback(trade_id: int) -> None:
    """The shop has asked by itself, long ago: nobody needs to call."""
    DemoTrade.objects.filter(pk=trade_id).update(notify_at=None)


def due_callbacks(now: datetime) -> list[int]:
    due = DemoTrade.objects.filter(notify_at__lte=now).order_by("notify_at")
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
