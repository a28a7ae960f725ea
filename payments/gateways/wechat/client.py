"""The road to WeChat Pay: signed questions, and answers that are believed if signed.

Refusals (4xx) carry no signature: they are told apart by their code, never by their
words, and whatever has none is an unknown outcome.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

import requests

from payments.errors import GatewayAway
from payments.gateways.wechat.certificates import trusted
from payments.gateways.wechat.sending import send
from payments.gateways.wechat.signing import is_genuine
from shop.kernel.clock import elsewhere
from shop.kernel.clock import now as read_clock

logger = logging.getLogger(__name__)

# Refusals that may have been done all the same.
UNKNOWN = {408, 429}


class Unproven(GatewayAway):
    """An answer without the signature that it must have."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`code` is empty where it was done."""

    status: int
    said: dict[str, Any]
    code: str = ""

    @property
    def is_done(self) -> bool:
        return not self.code


def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
    """Raises GatewayAway.  Not inside a transaction.

    WeChat Pay sends badly signed answers now and then, to see whether they are
    checked, and never twice in a row: whatever may be asked again is, once.
    """
    try:
        return ask_once(method, path, body)
    except Unproven:
        return ask_once(method, path, body)


def ask_once(method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
    """Raises GatewayAway."""
    keys = trusted(elsewhere(read_clock()))
    answer = send(method, path, body)
    if 200 <= answer.status_code < 300:
        now = elsewhere(read_clock())
        if not is_genuine(answer.content, answer.headers, keys=keys, now=now):
            raise Unproven
        return Answer(status=answer.status_code, said=_said(answer))
    if not 400 <= answer.status_code < 500 or answer.status_code in UNKNOWN:
        logger.warning("WeChat Pay answered %s", answer.status_code)
        raise GatewayAway
    code = _said(answer).get("code")
    if not isinstance(code, str) or not 0 < len(code) <= 64 or not code.isprintable():
        raise GatewayAway
    logger.info("WeChat Pay answered %s %s", answer.status_code, code)
    return Answer(status=answer.status_code, said={}, code=code)


def _said(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code == 204:
        return {}
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise GatewayAway from error
    if not isinstance(said, dict):
        raise GatewayAway
    return said
