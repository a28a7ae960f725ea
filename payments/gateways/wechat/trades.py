"""A trade in WeChat Pay's books: what became of it, and its end."""

from dataclasses import replace

from django.conf import settings

from payments.errors import GatewayAway
from payments.gateways.base import TradeState, TradeStatus
from payments.gateways.wechat.client import ask
from payments.gateways.wechat.reading import UNREADABLE, capture_of, fact, status_of
from payments.models import PaymentAttempt

UNHEARD = {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}


def query(attempt: PaymentAttempt) -> TradeState:
    """Raises GatewayAway."""
    path = f"{_path(attempt)}?mchid={settings.WECHATPAY_MCHID}"
    answer = ask("GET", path)
    if answer.status == 404 and answer.code in UNHEARD:
        return TradeState(status=TradeStatus.ABSENT)
    if not answer.is_done:
        raise GatewayAway
    try:
        said = answer.said
        if fact(said, "out_trade_no", 32) != attempt.out_trade_no:
            raise GatewayAway
        status = status_of(said)
        captures = (capture_of(said),) if status is TradeStatus.PAID else ()
    except UNREADABLE as error:
        raise GatewayAway from error
    return TradeState(status=status, captures=captures)


def close(attempt: PaymentAttempt) -> TradeState:
    """Asked about before, as it may be paid, and after: a trade that is paid meanwhile
    refuses, under a code that varies, and an unknown one is closed without a word.

    Its time-out closes no trade there.  One that is unknown may be on its way still.
    Raises GatewayAway while it may still be paid.
    """
    before = query(attempt)
    if before.status in (TradeStatus.PAID, TradeStatus.CLOSED):
        return before
    ask("POST", f"{_path(attempt)}/close", {"mchid": settings.WECHATPAY_MCHID})
    after = query(attempt)
    if after.status is TradeStatus.WAITING:
        raise GatewayAway
    if after.status is TradeStatus.ABSENT:
        return replace(after, payable_until=attempt.order.pay_by)
    return after


def _path(attempt: PaymentAttempt) -> str:
    return f"/v3/pay/transactions/out-trade-no/{attempt.out_trade_no}"
