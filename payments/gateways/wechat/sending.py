"""One signed request to WeChat Pay.  What comes back is not looked at here."""

import json
import logging
from typing import Any

import requests
from django.conf import settings

from payments.errors import GatewayAway
from payments.gateways.wechat.keys import UNUSABLE
from payments.gateways.wechat.signing import authorization
from shop.kernel.clock import elsewhere
from shop.kernel.clock import now as read_clock

logger = logging.getLogger(__name__)


def send(
    method: str, path: str, body: dict[str, Any] | None = None
) -> requests.Response:
    """One signed request, as old as its sending.  Raises GatewayAway."""
    sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if settings.WECHATPAY_PUBLIC_KEY_ID:  # else it may sign by a certificate
        headers["Wechatpay-Serial"] = settings.WECHATPAY_PUBLIC_KEY_ID
    try:
        headers["Authorization"] = authorization(
            method, path, sent, now=elsewhere(read_clock())
        )
        return requests.request(
            method,
            f"{settings.WECHATPAY_BASE_URL}{path}",
            data=sent,
            headers=headers,
            timeout=(1, settings.PAYMENT_HTTP_TIMEOUT),
            allow_redirects=False,
        )
    except (requests.RequestException, *UNUSABLE) as error:
        logger.warning("WeChat Pay was not reached: %s", type(error).__name__)
        raise GatewayAway from error
