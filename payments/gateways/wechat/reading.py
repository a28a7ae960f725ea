"""What WeChat Pay says, looked at for type, length and meaning before it is believed.

Amounts are whole fen.  `total` is what was to be paid; `payer_total` is less where
WeChat gave a coupon, and nobody looks at it here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings

from payments.gateways.base import Capture, RefundAnswer, RefundState, TradeStatus
from shop.kernel.money import from_minor

LARGEST_FEN = 10**14
STATUSES = {
    "SUCCESS": TradeStatus.PAID,
    "REFUND": TradeStatus.PAID,  # whatever went back of it, it was paid
    "NOTPAY": TradeStatus.WAITING,
    "USERPAYING": TradeStatus.WAITING,
    "PAYERROR": TradeStatus.WAITING,
    "CLOSED": TradeStatus.CLOSED,
    "REVOKED": TradeStatus.CLOSED,
}
REFUND_ANSWERS = {
    "SUCCESS": RefundAnswer.DONE,
    "PROCESSING": RefundAnswer.PROCESSING,
    "CLOSED": RefundAnswer.FAILED,
    "ABNORMAL": RefundAnswer.FAILED,  # it hangs there: somebody has to decide
}
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def fact(said: Mapping[str, Any], name: str, most: int) -> str:
    """Raises ValueError, LookupError for what our columns can't hold."""
    text = said[name]
    if not isinstance(text, str) or not 0 < len(text) <= most or not text.isprintable():
        raise ValueError(name)
    return text


def fen(amount: Mapping[str, Any], name: str) -> int:
    units = amount[name]
    if type(units) is not int or not 0 <= units <= LARGEST_FEN:
        raise ValueError(name)
    return units


def status_of(said: Mapping[str, Any]) -> TradeStatus:
    return STATUSES[said["trade_state"]]


def capture_of(said: Mapping[str, Any]) -> Capture:
    """A trade that was paid.  Raises one of UNREADABLE."""
    currency = fact(said["amount"], "currency", 3)
    return Capture(
        out_trade_no=fact(said, "out_trade_no", 32),
        trade_no=fact(said, "transaction_id", 64),
        amount=from_minor(fen(said["amount"], "total"), currency),
        currency=currency,
        mismatch=_mismatch(said),
    )


def refund_state_of(said: Mapping[str, Any], *, field: str = "status") -> RefundState:
    """The field is called otherwise in callbacks."""
    status = fact(said, field, 16)
    answer = REFUND_ANSWERS[status]
    return RefundState(
        answer=answer,
        gateway_number=fact(said, "refund_id", 64),
        note=status if answer is RefundAnswer.FAILED else "",
    )


def refund_amount_of(said: Mapping[str, Any]) -> Decimal:
    return from_minor(fen(said["amount"], "refund"), settings.SHOP_CURRENCY)


def _mismatch(said: Mapping[str, Any]) -> str:
    """What of a trade is not ours."""
    ours = {
        "mchid": {settings.WECHATPAY_MCHID},
        "appid": {settings.WECHATPAY_APPID, settings.WECHAT_MINIPROGRAM_APPID},
    }
    other = [
        f"{name} {fact(said, name, 40)}"
        for name in ours
        if said[name] not in ours[name]
    ]
    return ", ".join(other)
