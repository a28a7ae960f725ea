"""WeChat Pay's callbacks: signed, sealed, of this moment, and about something of ours.

Trades and refunds come to two addresses and are told apart by what they are.  The XML
that older ways of WeChat Pay send has no signature of these, and is refused like any
other stranger's message.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from payments.errors import Forged
from payments.gateways.base import Message, RefundNews, TradeStatus
from payments.gateways.wechat.keys import UNUSABLE, ring
from payments.gateways.wechat.reading import (
    UNREADABLE,
    capture_of,
    fact,
    fen,
    refund_amount_of,
    refund_state_of,
    status_of,
)
from payments.gateways.wechat.signing import Sealed, is_genuine, opened
from shop.kernel.clock import elsewhere

MOST_BYTES = 65_536
PAID = "trade.paid"


def read(request: HttpRequest, *, now: datetime) -> Message:
    """Raises Forged, also for a genuine message that says nothing we understand."""
    body, moment = request.body, elsewhere(now)
    try:
        if len(body) > MOST_BYTES or not is_genuine(
            body, request.headers, keys=ring(moment), now=moment
        ):
            raise Forged
        said = json.loads(body)
        about = json.loads(opened(said["resource"]))
        if fact(said, "event_type", 40).startswith("REFUND."):
            return _of_refund(said, about)
        return _of_trade(said, about)
    except (Sealed, *UNREADABLE, *UNUSABLE) as error:
        raise Forged from error


def _of_trade(said: Mapping[str, Any], about: Mapping[str, Any]) -> Message:
    is_paid = status_of(about) is TradeStatus.PAID
    capture = capture_of(about) if is_paid else None
    facts = _facts(said) | {"trade_state": fact(about, "trade_state", 32)}
    return Message(
        event_id=fact(said, "id", 80),
        kind=PAID if is_paid else "trade.unpaid",
        out_trade_no=fact(about, "out_trade_no", 32),
        facts=facts,
        capture=capture,
    )


def _of_refund(said: Mapping[str, Any], about: Mapping[str, Any]) -> Message:
    if about["mchid"] != settings.WECHATPAY_MCHID:
        raise Forged
    state = refund_state_of(about, field="refund_status")
    facts = _facts(said) | {
        "transaction_id": fact(about, "transaction_id", 64),
        "total": str(fen(about["amount"], "total")),
    }
    news = RefundNews(
        number=fact(about, "out_refund_no", 64),
        amount=refund_amount_of(about),
        state=state,
    )
    return Message(
        event_id=fact(said, "id", 80),
        kind=fact(said, "event_type", 40).lower(),
        out_trade_no=fact(about, "out_trade_no", 32),
        facts=facts,
        refund=news,
    )


def _facts(said: Mapping[str, Any]) -> dict[str, str]:
    """What may be kept: the openid and everything else of the payer stays out."""
    return {"event_type": fact(said, "event_type", 40)}
