"""Asking about a trade, and closing it.

A trade does not exist before its buyer has logged in or scanned; its cashier stays
payable all the same, until the time that we gave it.
"""

from payments.errors import GatewayAway
from payments.gateways.alipay.client import Answer, ask
from payments.gateways.alipay.facts import CLOSED as IS_CLOSED
from payments.gateways.alipay.facts import PAID, Unreadable, capture_of, was_paid
from payments.gateways.base import TradeState, TradeStatus
from payments.models import PaymentAttempt

NOT_THERE = "ACQ.TRADE_NOT_EXIST"
# Of a trade that was paid or closed meanwhile: another question says which.
MOVED_ON = frozenset(
    {
        "ACQ.TRADE_STATUS_ERROR",
        "ACQ.REASON_TRADE_STATUS_INVALID",
        "ACQ.REASON_ILLEGAL_STATUS",
    }
)
UNPAID = (TradeStatus.WAITING, TradeStatus.ABSENT)
STATUSES = dict.fromkeys(PAID, TradeStatus.PAID) | {IS_CLOSED: TradeStatus.CLOSED}
ABSENT = TradeState(status=TradeStatus.ABSENT)
CLOSED = TradeState(status=TradeStatus.CLOSED)


def trade_state(attempt: PaymentAttempt) -> TradeState:
    answer = ask("alipay.trade.query", out_trade_no=attempt.out_trade_no)
    if answer.refusal == NOT_THERE:
        return ABSENT
    if answer.refusal:
        raise GatewayAway
    answer.check(out_trade_no=attempt.out_trade_no)
    return _state(answer)


def close_trade(attempt: PaymentAttempt) -> TradeState:
    """Asked about first, and again where it would not close: the buyer may have
    scanned or paid between the two questions."""
    state = trade_state(attempt)
    return _close(attempt) if state.status in UNPAID else state


def _close(attempt: PaymentAttempt) -> TradeState:
    answer = ask("alipay.trade.close", out_trade_no=attempt.out_trade_no)
    if not answer.refusal:
        answer.check(out_trade_no=attempt.out_trade_no)
        return CLOSED
    if answer.refusal == NOT_THERE:
        until = attempt.order.pay_by  # what the cashier was told, or later
        return TradeState(status=TradeStatus.ABSENT, payable_until=until)
    state = trade_state(attempt) if answer.refusal in MOVED_ON else None
    if state is None or state.status in UNPAID:
        raise GatewayAway
    return state


def _state(answer: Answer) -> TradeState:
    """A trade that was closed may have been paid before, and all of it gone back."""
    status = answer.text("trade_status")
    if status == "WAIT_BUYER_PAY":
        return TradeState(status=TradeStatus.WAITING)
    if status not in STATUSES:
        raise GatewayAway
    try:
        captures = (capture_of(answer.said),) if was_paid(answer.said) else ()
    except Unreadable as error:
        raise GatewayAway from error
    return TradeState(status=STATUSES[status], captures=captures)
