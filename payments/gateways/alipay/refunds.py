"""Sending money back, always under the refund's own number.

Alipay refunds at once.  `refund_fee` in an answer is what all refunds of the trade
add up to, so it says nothing about this one.
"""

import logging
from decimal import Decimal

from payments.errors import GatewayAway
from payments.gateways.alipay.client import Answer, ask
from payments.gateways.alipay.facts import Unreadable, yuan
from payments.gateways.alipay.trades import NOT_THERE
from payments.gateways.base import RefundAnswer, RefundState
from payments.models import Refund

logger = logging.getLogger(__name__)

# What no later try under this number would change.  Anything else, such as a wrong
# set-up, a limit, or an earlier request that differs, is not known to have failed.
FINAL = frozenset(
    {
        NOT_THERE,
        "ACQ.BUYER_ERROR",
        "ACQ.BUYER_NOT_EXIST",
        "ACQ.CURRENCY_NOT_SUPPORT",
        "ACQ.ENTERPRISE_PAY_BIZ_ERROR",
        "ACQ.INVALID_PARAMETER",
        "ACQ.NOT_ALLOW_PARTIAL_REFUND",
        "ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND",
        "ACQ.REASON_TRADE_BEEN_FREEZEN",
        "ACQ.REASON_TRADE_REFUND_FEE_ERR",
        "ACQ.REASON_TRADE_STATUS_INVALID",
        "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
        "ACQ.REFUND_FEE_ERROR",
        "ACQ.TRADE_HAS_FINISHED",
        "ACQ.TRADE_NOT_ALLOW_REFUND",
        "ACQ.TRADE_STATUS_ERROR",
        "ACQ.USER_NOT_MATCH_ERR",
    }
)
# Until the merchant's account holds enough; then the same number is taken.
LATER = frozenset({"ACQ.SELLER_BALANCE_NOT_ENOUGH"})
DONE = RefundState(answer=RefundAnswer.DONE)
ABSENT = RefundState(answer=RefundAnswer.ABSENT)
STATES = {
    "": ABSENT,  # not received, or failed: the same number may be sent again
    "REFUND_SUCCESS": DONE,
    "REFUND_PROCESSING": RefundState(answer=RefundAnswer.PROCESSING),
    "REFUND_FAIL": RefundState(answer=RefundAnswer.FAILED),
}


def send(refund: Refund) -> RefundState:
    """Without a change of funds (a repeated request, too) the refund query decides,
    and a refusal is believed once it agrees."""
    answer = ask(
        "alipay.trade.refund",
        **_trade(refund),
        out_request_no=refund.number,
        refund_amount=f"{refund.amount:.2f}",
    )
    if answer.refusal and answer.refusal not in FINAL | LATER:
        logger.error("Refund %s is not taken: %s", refund.pk, answer.refusal)
        raise GatewayAway
    if not answer.refusal:
        _check_trade(refund, answer)
        if answer.text("fund_change") == "Y":
            return DONE
    state = look_up(refund)
    if state.answer is not RefundAnswer.ABSENT:
        return state
    if not answer.refusal:
        raise GatewayAway  # taken, and not done yet
    is_over = answer.refusal in FINAL
    ended = RefundAnswer.FAILED if is_over else RefundAnswer.PROCESSING
    return RefundState(answer=ended, note=answer.refusal)


def look_up(refund: Refund) -> RefundState:
    answer = ask(
        "alipay.trade.fastpay.refund.query",
        **_trade(refund),
        out_request_no=refund.number,
    )
    if answer.refusal == NOT_THERE:
        return ABSENT
    if answer.refusal:
        raise GatewayAway
    _check_trade(refund, answer)
    answer.check(out_request_no=refund.number)
    state = STATES.get(answer.text("refund_status"))
    if state is None or (state is DONE and _amount(answer) != refund.amount):
        logger.error("Refund %s is something else at Alipay", refund.pk)
        raise GatewayAway
    return state


def _trade(refund: Refund) -> dict[str, str]:
    """By Alipay's number; ours, too, except where more money came under one number."""
    attempt = refund.attempt
    named = {"trade_no": attempt.trade_no or "", "out_trade_no": attempt.out_trade_no}
    if "-" in attempt.out_trade_no:
        del named["out_trade_no"]
    return {name: value for name, value in named.items() if value}


def _check_trade(refund: Refund, answer: Answer) -> None:
    answer.check(trade_no=refund.attempt.trade_no or "")


def _amount(answer: Answer) -> Decimal:
    try:
        return yuan(answer.said, "refund_amount")
    except Unreadable as error:
        raise GatewayAway from error
