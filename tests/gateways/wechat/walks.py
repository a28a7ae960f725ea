"""How tests pay with WeChat: attempts, callbacks, browsers."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from orders.models import Order
from payments.gateways.base import NOBODY, Payer
from payments.gateways.wechat.gateway import WeChatGateway
from payments.models import GatewayEvent, PaymentAttempt
from payments.services import open_attempt, settle_event
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.wechat.fake import FakeWeChat
from tests.gateways.wechat.seals import BY_KEY, Signer, callback_body
from tests.orders.factories import make_order

GATEWAY = WeChatGateway()
PAYER = Payer(ip="203.0.113.7", openid="o-mei")
INSIDE = "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.49"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0"


def make_attempt(
    channel: str = "native", *, order: Order | None = None, now: datetime = NOON
) -> PaymentAttempt:
    order = order or make_order(make_variant(price="20.00"))
    return open_attempt(order_id=order.pk, gateway="wechat", channel=channel, now=now)


def start(attempt: PaymentAttempt, *, payer: Payer = PAYER) -> str:
    return GATEWAY.start(attempt, payer=payer, now=NOON)


def started(channel: str = "native", **how: Any) -> PaymentAttempt:
    """An attempt that WeChat Pay knows."""
    attempt = make_attempt(channel, **how)
    start(attempt, payer=NOBODY if channel == "native" else PAYER)
    return attempt


def post(
    body: bytes,
    *,
    signer: Signer = BY_KEY,
    at: datetime = NOON,
    to: str = "callback",
    **headers: str,
) -> Any:
    """Without cookies, and where a token would be missed."""
    return Client(enforce_csrf_checks=True).post(
        f"/payments/wechat/{to}/",
        body,
        content_type="application/json",
        headers=signer.headers(body, at=at) | headers,
    )


def tell_paid(wechat: FakeWeChat, attempt: PaymentAttempt, **facts: Any) -> Any:
    """The callback of a payment; `facts` differ from what the books say."""
    about = wechat.books.trade(attempt.out_trade_no) | facts
    return post(callback_body("TRANSACTION.SUCCESS", about))


def settle_all(now: datetime = NOON + timedelta(seconds=10)) -> list[str]:
    """What became of everything that was stored."""
    for event in GatewayEvent.objects.filter(processed_at=None).order_by("pk"):
        settle_event(event_id=event.pk, now=now)
    return list(GatewayEvent.objects.order_by("pk").values_list("outcome", flat=True))
