"""The road to WeChat Pay: signed questions, and answers that are believed if signed.

Refusals (4xx) carry no signature: they are told apart by their code, never by their
words, and whatever has none is an unknown outcome.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

from payments.errors import GatewayAway
from payments.gateways.wechat.certificates import trusted
from payments.gateways.wechat.sending import Reply, send
from payments.gateways.wechat.signing import is_genuine
from shop.kernel.clock import elsewhere
from shop.kernel.clock import now as read_clock

logger = logging.getLogger(__name__)

# Refusals that may have been done all the same.
UNKNOWN = {408, 429}
UNKNOWN_CODES = {"SYSTEM_ERROR", "BANK_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEED"}


class Unproven(GatewayAway):
    """An answer without the signature that it must have."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`code` says why not; it is empty where it was done.

    `sent_at` is by WeChat Pay's clock, as its server writes it (unsigned).
    """

    status: int
    said: dict[str, Any]
    code: str = ""
    sent_at: str = ""

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
    reply = send(method, path, body)
    if 200 <= reply.status < 300:
        now = elsewhere(read_clock())
        if not is_genuine(reply.body, reply.headers, keys=keys, now=now):
            raise Unproven
        return Answer(status=reply.status, said=_said(reply))
    return refusal(reply)


def refusal(reply: Reply) -> Answer:
    """Raises GatewayAway where it is none."""
    if not 400 <= reply.status < 500 or reply.status in UNKNOWN:
        logger.warning("WeChat Pay answered %s", reply.status)
        raise GatewayAway
    code = _said(reply).get("code")
    if not isinstance(code, str) or not 0 < len(code) <= 64 or not code.isprintable():
        raise GatewayAway
    logger.info("WeChat Pay answered %s %s", reply.status, code)
    if code in UNKNOWN_CODES:
        raise GatewayAway
    sent_at = reply.headers.get("Date", "")
    return Answer(status=reply.status, said={}, code=code, sent_at=sent_at)


def _said(reply: Reply) -> dict[str, Any]:
    if reply.status == 204:
        return {}
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise GatewayAway from error
    if not isinstance(said, dict):
        raise GatewayAway
    return said
