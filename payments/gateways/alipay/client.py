"""The shop's road to Alipay's gateway: signed questions, and only signed answers.

Whatever else comes back – no answer, another status, no signature, an answer that
nobody understands – is an unknown outcome.
"""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings

from payments.errors import GatewayAway
from payments.gateways.alipay.answers import members
from payments.gateways.alipay.keys import NoKey, is_genuine, sign
from payments.gateways.china import BEIJING
from shop.kernel.clock import elsewhere
from shop.kernel.clock import now as read_clock

logger = logging.getLogger(__name__)

FORM = "application/x-www-form-urlencoded;charset=utf-8"
MOST_BYTES = 262_144
LONGEST_CODE = 64
# Alipay does not know what became of it either.
UNKNOWN_OUTCOMES = frozenset(
    {"ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error"}
)


class Refused(GatewayAway):
    """Alipay would not even look at the question; `reason` is its own code for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A signed answer: either `said`, or a `refusal` by its code.

    `sent_at` is by Alipay's clock, as its server writes it (unsigned).
    """

    said: dict[str, Any]
    refusal: str = ""
    sent_at: str = ""

    def check(self, **facts: str) -> None:
        """Is it about what was asked?  Raises GatewayAway."""
        if any(self.said.get(name, fact) != fact for name, fact in facts.items()):
            raise GatewayAway

    def text(self, name: str) -> str:
        """A fact, empty where it is left out.  Raises GatewayAway."""
        fact = self.said.get(name, "")
        if not isinstance(fact, str):
            raise GatewayAway
        return fact


def ask(method: str, **content: str) -> Answer:
    """Not inside a transaction.  Raises GatewayAway."""
    text, sent_at = _said(method, content)
    return replace(_answer(method, text), sent_at=sent_at)


def redirect_address(method: str, content: dict[str, str], **more: str) -> str:
    """Where a browser goes with a signed question.  Raises NoKey."""
    biz_content = _written(content)
    query = _signed(method, biz_content, **more)
    return f"{settings.ALIPAY_GATEWAY_URL}?{_query(query, biz_content=biz_content)}"


def beijing_text(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


@contextmanager
def answered(
    method: str, url: str, *, most: int, patience: float = 0, **how: Any
) -> Iterator[tuple[requests.Response, Iterator[bytes]]]:
    """An answer with status 200 and its body, in pieces, up to a size and in time.

    `patience` is for all of it.  Raises GatewayAway.
    """
    limit = settings.PAYMENT_HTTP_TIMEOUT
    until = time.monotonic() + (patience or 2 * limit)
    try:
        with requests.request(
            method, url, timeout=(1, limit), stream=True, **how
        ) as response:
            if response.status_code != requests.codes.ok:
                raise GatewayAway
            yield response, _pieces(response, most=most, until=until)
    except requests.RequestException as error:
        raise GatewayAway from error


def _pieces(response: requests.Response, *, most: int, until: float) -> Iterator[bytes]:
    size = 0
    for piece in response.iter_content(65_536):
        size += len(piece)
        if size > most or time.monotonic() > until:
            raise GatewayAway
        yield piece


def _said(method: str, content: dict[str, str]) -> tuple[str, str]:
    """The text of an answer, and when it was sent."""
    biz_content = _written(content)
    try:
        query = _query(_signed(method, biz_content))
    except NoKey as error:
        raise GatewayAway from error
    how: dict[str, Any] = {
        "data": {"biz_content": biz_content},
        "headers": {"Content-Type": FORM},
        "allow_redirects": False,
    }
    url = f"{settings.ALIPAY_GATEWAY_URL}?{query}"
    with answered("POST", url, most=MOST_BYTES, **how) as (response, pieces):
        raw = b"".join(pieces)
    try:
        return raw.decode(), response.headers.get("Date", "")
    except ValueError as error:
        raise GatewayAway from error


def _answer(method: str, text: str) -> Answer:
    name = f"{method.replace('.', '_')}_response"
    try:
        parts = members(text)
    except (ValueError, RecursionError) as error:
        raise GatewayAway from error
    said, raw = parts.get(name, (None, ""))
    signature, _ = parts.get("sign", ("", ""))
    if not isinstance(said, dict) or not _is_signed(raw, signature):
        unsigned, _ = parts.get("error_response", ({} if signature else said, ""))
        raise _refused(method, unsigned if isinstance(unsigned, dict) else {})
    if said.get("code") == "10000":
        return Answer(said=said)
    refusal = _code(said.get("sub_code"))
    if said.get("code") != "40004" or refusal in UNKNOWN_OUTCOMES or not refusal:
        raise _refused(method, said)
    return Answer(said=said, refusal=refusal)


def _is_signed(raw: str, signature: object) -> bool:
    try:
        return is_genuine(raw.encode(), signature)
    except NoKey:
        return False


def _refused(method: str, said: dict[str, Any]) -> Refused:
    reason = _code(said.get("sub_code")) or _code(said.get("code"))
    logger.warning("No usable answer to %s: %s", method, reason or "unreadable")
    return Refused(reason)


def _code(value: object) -> str:
    """As much of a code as can be one."""
    text = str(value or "")[:LONGEST_CODE]
    return "".join(one for one in text if one.isascii() and one.isprintable())


def _signed(method: str, biz_content: str, **more: str) -> dict[str, str]:
    """What goes with the content, and the signature over both."""
    query = {
        "app_id": settings.ALIPAY_APP_ID,
        "method": method,
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": beijing_text(elsewhere(read_clock())),
        "version": "1.0",
    } | more
    signed = sorted((query | {"biz_content": biz_content}).items())
    return query | {"sign": sign("&".join(f"{name}={fact}" for name, fact in signed))}


def _written(content: dict[str, str]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _query(facts: dict[str, str], **more: str) -> str:
    return urlencode(sorted((facts | more).items()))
