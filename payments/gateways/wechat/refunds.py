"""Money goes back through WeChat Pay, under the refund's own number.

Whatever is not a 200 may have been done all the same: then it is asked about under that
number, and only an unknown number is sent again, with the same facts.
"""

from payments.errors import GatewayAway
from payments.gateways.base import RefundAnswer, RefundState
from payments.gateways.wechat.client import Answer, ask, ask_once
from payments.gateways.wechat.prepaying import notify_url
from payments.gateways.wechat.reading import (
    UNREADABLE,
    fact,
    refund_amount_of,
    refund_state_of,
)
from payments.models import Refund
from shop.kernel.money import to_minor

PATH = "/v3/refund/domestic/refunds"
UNHEARD = {"RESOURCE_NOT_EXISTS", "REFUND_NOT_EXISTS", "REFUNDNOTEXIST"}
# The payer's account is gone: no number will ever do it.
NEVER = {"USER_ACCOUNT_ABNORMAL"}


def refund(one: Refund) -> RefundState:
    """Raises GatewayAway."""
    answer = ask_once("POST", PATH, _facts(one))
    if answer.is_done:
        return _state(one, answer)
    if answer.code in NEVER:
        known = query_refund(one)
        if known.answer is RefundAnswer.ABSENT:
            return RefundState(answer=RefundAnswer.FAILED, note=answer.code)
        return known
    raise GatewayAway


def query_refund(one: Refund) -> RefundState:
    """Raises GatewayAway."""
    answer = ask("GET", f"{PATH}/{one.number}")
    if answer.status == 404 and answer.code in UNHEARD:
        return RefundState(answer=RefundAnswer.ABSENT)
    if not answer.is_done:
        raise GatewayAway
    return _state(one, answer)


def _facts(one: Refund) -> dict[str, object]:
    """With the address always: without one its news comes as the XML of another age."""
    attempt = one.attempt
    return {
        "transaction_id": attempt.trade_no,
        "out_refund_no": one.number,
        "notify_url": notify_url("refund-callback"),
        "amount": {
            "refund": to_minor(one.amount, attempt.currency),
            "total": to_minor(attempt.captured, attempt.currency),
            "currency": attempt.currency,
        },
    }


def _state(one: Refund, answer: Answer) -> RefundState:
    """Only of this refund, and of its amount."""
    try:
        said = answer.said
        about = (fact(said, "out_refund_no", 64), refund_amount_of(said))
        if about != (one.number, one.amount):
            raise GatewayAway
        return refund_state_of(said)
    except UNREADABLE as error:
        raise GatewayAway from error
