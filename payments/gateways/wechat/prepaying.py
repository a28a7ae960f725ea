"""A trade is put into WeChat Pay's books, under our number.

Asked again with the same facts it is the same trade, so nothing of the answer has to be
stored; what our own page shows is kept for a few minutes.  Every fact comes from the
order or the settings: none depends on the language or the moment of the request.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext, override

from payments.errors import GatewayAway, MethodNotOffered, NumberUsed
from payments.gateways.base import Payer
from payments.gateways.china import BEIJING
from payments.gateways.wechat.client import Answer, ask
from payments.gateways.wechat.reading import UNREADABLE, fact
from payments.models import PaymentAttempt
from shop.kernel.clock import elsewhere
from shop.kernel.failpoints import failpoint
from shop.kernel.money import to_minor

JSAPI, H5, NATIVE, MINI = "jsapi", "h5", "native", "mini"
WAYS = {JSAPI: "jsapi", H5: "h5", NATIVE: "native", MINI: "jsapi"}
GIVES = {JSAPI: "prepay_id", H5: "h5_url", NATIVE: "code_url", MINI: "prepay_id"}
KEPT_SECONDS = {JSAPI: 600, NATIVE: 600, MINI: 600}  # theirs are good for two hours
# They say so themselves; the last one is what a known number with other facts may get.
SPENT = {
    "OUT_TRADE_NO_USED",
    "ORDERPAID",
    "ORDER_PAID",
    "ORDER_CLOSED",
    "INVALID_REQUEST",
}
OURS = {"SIGN_ERROR"}  # a wrong key or clock: nothing that the buyer could change
MOST_LETTERS = 1024


def prepay(attempt: PaymentAttempt, *, payer: Payer) -> str:
    """What the buyer's browser needs: an address, a code's text or a prepay number.

    Raises GatewayAway, MethodNotOffered, NumberUsed.
    """
    key = _key(attempt, payer)
    found = cache.get(key)
    if found is None:
        found = _create(attempt, payer)
        if seconds := KEPT_SECONDS.get(attempt.channel):
            cache.set(key, found, seconds)
    return str(found)


def notify_url(name: str) -> str:
    """Callbacks have no language and no query."""
    with override(settings.LANGUAGE_CODE):
        path = reverse(f"payments:{name}", args=["wechat"])
    return f"{settings.PAYMENT_NOTIFY_BASE_URL}{path}"


def app_of(channel: str) -> str:
    is_mini = channel == MINI
    return settings.WECHAT_MINIPROGRAM_APPID if is_mini else settings.WECHATPAY_APPID


def _create(attempt: PaymentAttempt, payer: Payer) -> str:
    way = WAYS[attempt.channel]
    answer = ask(
        "POST", f"/v3/pay/transactions/{way}", _facts(attempt) | _about(attempt, payer)
    )
    failpoint("pay.gateway_did_it")
    if not answer.is_done:
        raise _refusal(answer)
    try:
        return fact(answer.said, GIVES[attempt.channel], MOST_LETTERS)
    except UNREADABLE as error:
        raise GatewayAway from error


def _facts(attempt: PaymentAttempt) -> dict[str, Any]:
    with override(settings.LANGUAGE_CODE):
        description = gettext("Order %(number)s") % {"number": attempt.order.number}
    pay_by = elsewhere(attempt.order.pay_by).astimezone(BEIJING)
    return {
        "appid": app_of(attempt.channel),
        "mchid": settings.WECHATPAY_MCHID,
        "description": description,
        "out_trade_no": attempt.out_trade_no,
        "time_expire": pay_by.isoformat(timespec="seconds"),
        "notify_url": notify_url("callback"),
        "amount": {
            "total": to_minor(attempt.amount, attempt.currency),
            "currency": attempt.currency,
        },
    }


def _about(attempt: PaymentAttempt, payer: Payer) -> dict[str, Any]:
    """What a way needs besides.  Raises MethodNotOffered where it is not known."""
    if attempt.channel == H5:
        h5 = {"payer_client_ip": payer.ip, "h5_info": {"type": "Wap"}}
        return {"scene_info": h5}
    if attempt.channel == NATIVE:
        return {}
    if not payer.openid:
        raise MethodNotOffered
    return {"payer": {"openid": payer.openid}}


def _refusal(answer: Answer) -> Exception:
    if answer.code in SPENT:
        return NumberUsed()
    return GatewayAway() if answer.code in OURS else MethodNotOffered()


def _key(attempt: PaymentAttempt, payer: Payer) -> str:
    whose = hashlib.sha256(payer.openid.encode()).hexdigest()[:16]
    return f"wechat-prepay:{attempt.out_trade_no}:{whose}"
