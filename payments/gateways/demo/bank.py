"""The demo gateway's books: what buyers paid, and what was sent back.

Stands for another company's servers, with `messages.py` (its callbacks),
`server.py` (its API) and `faults.py` (what it does wrong).  The shop's side is
`gateway.py`.
"""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from payments.gateways.demo.faults import (
    REFUNDING,
    TAKING,
    Kind,
    Operation,
    misbehave,
    next_fault,
)
from payments.gateways.demo.messages import DELAY, tell
from payments.models import DemoFault, DemoMessage, DemoRefund, DemoTrade
from shop.kernel.fields import A
from shop.kernel.locks import hold
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import insert

Status = DemoTrade.Status
Said = DemoMessage.Kind
AT_ONCE = timedelta(0)


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
    if existing := trades(out_trade_no):
        return existing[0]
    trade = DemoTrade(
        out_trade_no=out_trade_no,
        trade_no=_new_trade_number(),
        amount=amount,
        currency=currency,
        notify_url=notify_url,
        return_url=return_url,
    )
    insert([trade])
    return trade


@transaction.atomic
def pay(*, out_trade_no: str, now: datetime, delay: timedelta = AT_ONCE) -> list[int]:
    """The buyer pays; with a delay the bank knows only later.

    Returns the ids of trades that were paid; none when it was paid before or is
    closed.  The shop is owed a callback.
    """
    trade = (
        DemoTrade.objects.select_for_update()
        .filter(out_trade_no=out_trade_no)
        .order_by("pk")
        .first()
    )
    if trade is None or trade.status != Status.WAITING:
        return []
    fault = next_fault(Operation.PAY, TAKING, numbers=[out_trade_no])
    if fault is not None:
        delay = _spoil(trade, fault, delay)
    trade.status, trade.paid_at = Status.PAID, now + delay
    trade.save()
    if fault is not None and fault.kind == Kind.OUT_OF_ORDER:
        _tell_in_disorder(trade, now=now, wait=fault.wait or DELAY)
    else:
        tell(Said.TRADE_PAID, trade=trade, now=now, delay=delay)
    if fault is not None and fault.kind == Kind.TWICE:
        return [trade.pk, _take_again(trade.pk, now)]
    return [trade.pk]


@transaction.atomic
def pay_twice(*, out_trade_no: str, now: datetime) -> list[int]:
    """What careless buyers and banks do: the same bill is paid two times."""
    paid = pay(out_trade_no=out_trade_no, now=now)
    return [*paid, _take_again(paid[0], now)] if len(paid) == 1 else paid


@transaction.atomic
def pay_wrongly(
    *,
    out_trade_no: str,
    operation: DemoFault.Operation,
    kind: DemoFault.Kind,
    now: datetime,
) -> list[int]:
    """The buyer pays, and with that payment one thing goes wrong."""
    fault = misbehave(operation, kind, number=out_trade_no)
    paid = pay(out_trade_no=out_trade_no, now=now)
    fault.delete()
    return paid


def _spoil(trade: DemoTrade, fault: DemoFault, delay: timedelta) -> timedelta:
    """Change what is taken; returns how long the bank itself does not know."""
    if fault.kind == Kind.WRONG_AMOUNT:
        trade.amount = trade.amount + 1 if fault.amount is None else fault.amount
    elif fault.kind == Kind.WRONG_CURRENCY:
        trade.currency = "EUR" if trade.currency == "USD" else "USD"
    elif fault.kind == Kind.DELAYED:
        return fault.wait or DELAY
    return delay


def _tell_in_disorder(trade: DemoTrade, *, now: datetime, wait: timedelta) -> None:
    """Say "closed" before and after "paid", which alone is true."""
    tell(Said.TRADE_CLOSED, trade=trade, now=now)
    tell(Said.TRADE_PAID, trade=trade, now=now, delay=wait)
    tell(Said.TRADE_CLOSED, trade=trade, now=now, delay=wait)


def _take_again(trade_id: int, now: datetime) -> int:
    again = DemoTrade.objects.get(pk=trade_id)
    again.pk, again._state.adding = None, True
    again.trade_no = _new_trade_number()
    again.save()
    tell(Said.TRADE_PAID, trade=again, now=now)
    return again.pk


def trades(out_trade_no: str) -> list[DemoTrade]:
    return _trades(out_trade_no=out_trade_no)


@prepared
def _trades(out_trade_no: str) -> QuerySet[DemoTrade]:
    return DemoTrade.objects.filter(out_trade_no=out_trade_no).order_by("pk")


@transaction.atomic
def close_trade(out_trade_no: str) -> None:
    """No payment any more; a paid trade stays paid."""
    DemoTrade.objects.filter(out_trade_no=out_trade_no, status=Status.WAITING).update(
        status=Status.CLOSED
    )


@transaction.atomic
def make_refund(
    *, trade_no: str, number: str, amount: Decimal, now: datetime
) -> DemoRefund | None:
    """Send money back, once for each number.  None where there is no such trade.

    Failed when it is more than was paid; a failed one keeps its number too.
    """
    trade = (
        DemoTrade.objects.select_for_update()
        .filter(trade_no=trade_no)
        .order_by("pk")
        .first()
    )
    if trade is None:
        return None
    existing = DemoRefund.objects.filter(number=number).first()
    if existing is not None:
        return existing
    fault = next_fault(
        Operation.REFUND, REFUNDING, numbers=[number, trade.out_trade_no]
    )
    refund = DemoRefund(trade=trade, number=number, amount=amount, made_at=now)
    is_refused = fault is not None and fault.kind == Kind.REFUND_FAILS
    if is_refused or not _set_aside(trade, amount):
        refund.status = refund.becomes = DemoRefund.Status.FAILED
    elif fault is not None:
        _leave_pending(refund, fault)
    refund.save()
    return refund


def _set_aside(trade: DemoTrade, amount: Decimal) -> bool:
    enough = DemoTrade.objects.filter(
        pk=trade.pk, status=Status.PAID, amount__gte=A("refunded") + amount
    )
    return enough.update(refunded=A("refunded") + amount) == 1


def _leave_pending(refund: DemoRefund, fault: DemoFault) -> None:
    refund.status = DemoRefund.Status.PROCESSING
    refund.settles_at = refund.made_at + (fault.wait or DELAY)
    if fault.kind == Kind.REFUND_FAILS_LATER:
        refund.becomes = DemoRefund.Status.FAILED


def settle_refunds(now: datetime) -> int:
    """Refunds that were on their way arrive or fail, and the shop is told."""
    due = DemoRefund.objects.filter(
        status=DemoRefund.Status.PROCESSING, settles_at__lte=now
    )
    return sum(_settle(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _settle(refund_id: int, now: datetime) -> bool:
    refund = DemoRefund.objects.select_related("trade").get(pk=refund_id)
    arrived = DemoRefund.objects.filter(
        pk=refund_id, status=DemoRefund.Status.PROCESSING
    )
    if not arrived.update(status=refund.becomes):
        return False
    is_failed = refund.becomes == DemoRefund.Status.FAILED
    if is_failed:
        DemoTrade.objects.filter(pk=refund.trade_id).update(
            refunded=A("refunded") - refund.amount
        )
    kind = Said.REFUND_FAILED if is_failed else Said.REFUND_DONE
    tell(kind, trade=refund.trade, refund=refund, now=now)
    return True


def refund_named(number: str, *, now: datetime) -> DemoRefund | None:
    settle_refunds(now)
    return DemoRefund.objects.filter(number=number).first()


def _new_trade_number() -> str:
    return f"D{secrets.token_hex(12)}"
