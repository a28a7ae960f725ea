"""The demo bank's API: signed JSON in, signed JSON out, over whatever road."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from payments.gateways.demo import bank
from payments.gateways.demo.faults import AFTER_ACTING, Kind, next_fault
from payments.gateways.demo.messages import DELAY, deliver, due_messages, tell
from payments.gateways.demo.reading import (
    SUBJECT,
    Operation,
    Unreadable,
    read_request,
)
from payments.gateways.demo.signing import is_genuine, sign
from payments.models import DemoFault, DemoMessage, DemoRefund, DemoTrade

MOST_BYTES = 16_384
LONGEST_WAIT = timedelta(minutes=1)
NO_WAIT = timedelta(0)
Facts = dict[str, Any]
Said = DemoMessage.Kind


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back, after `wait`.  Whoever carries it does the waiting."""

    status: int
    body: bytes = b""
    timestamp: str = ""
    signature: str = ""
    wait: timedelta = NO_WAIT


def answer(
    operation: str, body: bytes, *, timestamp: str, signature: str, now: datetime
) -> Reply:
    """Do what a genuine request asks for, with the faults that are planned for it."""
    genuine = len(body) <= MOST_BYTES and is_genuine(
        body, timestamp=timestamp, signature=signature, now=now
    )
    if not genuine:
        return Reply(status=403)
    try:
        asked = read_request(operation, body)
    except Unreadable:
        return Reply(status=400)
    fault = next_fault(operation, AFTER_ACTING, numbers=_numbers(asked))
    if fault is not None and fault.kind == Kind.AWAY:
        return Reply(status=503)
    said = OPERATIONS[operation](asked, now)
    if fault is not None and fault.kind == Kind.OUT_OF_ORDER:
        _overtake(operation, asked, now)
    about = {"operation": operation, "number": asked[SUBJECT[Operation(operation)]]}
    if said is None:
        return _reply(404, about, fault=fault, now=now)
    return _reply(200, about | said, fault=fault, now=now)


def _reply(
    status: int, facts: Facts, *, fault: DemoFault | None, now: datetime
) -> Reply:
    kind = fault.kind if fault else ""
    if kind == Kind.ACTED_THEN_AWAY:
        return Reply(status=503)
    wait = (fault.wait or DELAY) if fault and kind == Kind.LATE else NO_WAIT
    body = b"<html>" if kind == Kind.GARBLED else json.dumps(facts).encode()
    stamp = str(int(now.timestamp()))
    return Reply(
        status=status,
        body=body,
        timestamp=stamp,
        signature="" if kind == Kind.UNSIGNED else sign(body, stamp),
        wait=min(wait, LONGEST_WAIT),
    )


def _numbers(asked: Facts) -> list[str]:
    """Faults are planned for the shop's number of a trade, or of a refund."""
    named = [asked[name] for name in ("out_trade_no", "number") if name in asked]
    if "trade_no" in asked:
        trades = DemoTrade.objects.filter(trade_no=asked["trade_no"])
        named += trades.values_list("out_trade_no", flat=True)
    return named


# --- what can be asked for: None says "no such thing" ------------------------------


def _open(asked: Facts, now: datetime) -> Facts:
    return {"trades": [_trade(bank.open_trade(**asked), now)]}


def _query(asked: Facts, now: datetime) -> Facts | None:
    trades = bank.trades(asked["out_trade_no"])
    return {"trades": [_trade(trade, now) for trade in trades]} if trades else None


def _close(asked: Facts, now: datetime) -> Facts | None:
    bank.close_trade(asked["out_trade_no"])
    return _query(asked, now)


def _refund(asked: Facts, now: datetime) -> Facts | None:
    return _refunded(bank.make_refund(**asked, now=now))


def _query_refund(asked: Facts, now: datetime) -> Facts | None:
    return _refunded(bank.refund_named(asked["number"], now=now))


OPERATIONS: dict[str, Callable[[Facts, datetime], Facts | None]] = {
    Operation.OPEN: _open,
    Operation.QUERY: _query,
    Operation.CLOSE: _close,
    Operation.REFUND: _refund,
    Operation.QUERY_REFUND: _query_refund,
}


def _trade(trade: DemoTrade, now: datetime) -> Facts:
    """Money of which the bank itself does not know yet is not told."""
    is_early = trade.paid_at is not None and trade.paid_at > now
    return {
        "trade_no": trade.trade_no,
        "status": DemoTrade.Status.WAITING if is_early else trade.status,
        "amount": str(trade.amount),
        "currency": trade.currency,
    }


def _refunded(refund: DemoRefund | None) -> Facts | None:
    return None if refund is None else {"status": refund.status}


# --- news that overtakes the answer ---------------------------------------------------

FINAL = {
    DemoRefund.Status.DONE.value: Said.REFUND_DONE,
    DemoRefund.Status.FAILED.value: Said.REFUND_FAILED,
}


def _overtake(operation: str, asked: Facts, now: datetime) -> None:
    """A buyer who is quicker than the answer, or a message that is."""
    if operation == Operation.OPEN:
        bank.pay(out_trade_no=asked["out_trade_no"], now=now)
    elif operation == Operation.CLOSE:
        for trade in bank.trades(asked["out_trade_no"]):
            if trade.status == DemoTrade.Status.CLOSED:
                tell(Said.TRADE_CLOSED, trade=trade, now=now)
    else:
        made = DemoRefund.objects.filter(number=asked["number"], status__in=FINAL)
        for refund in made.select_related("trade"):
            kind = FINAL[refund.status]
            tell(kind, trade=refund.trade, refund=refund, now=now)
    for message_id in due_messages(now):
        deliver(message_id, now=now)
