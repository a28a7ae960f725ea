"""One signed request to WeChat Pay.  What comes back is not looked at here."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

from payments.errors import GatewayAway
from payments.gateways.wechat.keys import UNUSABLE
from payments.gateways.wechat.signing import authorization
from shop.kernel.clock import elsewhere
from shop.kernel.clock import now as read_clock

logger = logging.getLogger(__name__)

MOST_BYTES = 262_144


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


def send(
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    most: int = MOST_BYTES,
    patience: float = 0,
) -> Reply:
    """As old as its sending.  `most` and `patience` are for all of the answer.

    Raises GatewayAway.
    """
    sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if settings.WECHATPAY_PUBLIC_KEY_ID:  # else it may sign by a certificate
        headers["Wechatpay-Serial"] = settings.WECHATPAY_PUBLIC_KEY_ID
    limit = settings.PAYMENT_HTTP_TIMEOUT
    until = time.monotonic() + (patience or 2 * limit)
    headers["Authorization"] = _authorization(method, path, sent)
    try:
        with requests.request(
            method,
            f"{settings.WECHATPAY_BASE_URL}{path}",
            data=sent,
            headers=headers,
            timeout=(1, limit),
            allow_redirects=False,
            stream=True,
        ) as answer:
            text = _read(answer, most=most, until=until)
    except requests.RequestException as error:
        logger.warning("WeChat Pay was not reached: %s", type(error).__name__)
        raise GatewayAway from error
    return Reply(status=answer.status_code, headers=answer.headers, body=text)


def _authorization(method: str, path: str, sent: bytes) -> str:
    try:
        return authorization(method, path, sent, now=elsewhere(read_clock()))
    except UNUSABLE as error:
        logger.exception("The key for WeChat Pay can't be used")
        raise GatewayAway from error


def _read(answer: requests.Response, *, most: int, until: float) -> bytes:
    text = bytearray()
    for piece in answer.iter_content(65_536):
        text += piece
        if len(text) > most or time.monotonic() > until:
            raise GatewayAway
    return bytes(text)
