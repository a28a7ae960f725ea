"""Alipay's callback: a form whose every field but two is signed.

Alipay goes on for 25 hours under one `notify_id`, so a callback has no age; that it
counts once is the services' matter.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest

from payments.errors import Forged
from payments.gateways.alipay.facts import Unreadable, capture_of, number, was_paid
from payments.gateways.alipay.keys import NoKey, is_genuine
from payments.gateways.base import Message

MOST_BYTES, MOST_FIELDS = 32_768, 100
LONGEST_KIND = 40
CHARSETS = {"utf-8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}
UNSIGNED = frozenset({"sign", "sign_type"})


def read_callback(request: HttpRequest) -> Message:
    """Raises Forged, also for what is signed and says nothing we understand."""
    facts = genuine_facts(request.body)
    try:
        return _message(facts)
    except Unreadable as error:
        raise Forged from error


def genuine_facts(form: bytes) -> dict[str, str]:
    """The fields of a signed form.  Raises Forged."""
    if len(form) > MOST_BYTES:
        raise Forged
    try:
        charset = CHARSETS[_fields(form, "latin-1").get("charset", "utf-8").lower()]
        facts = _fields(form, charset)
        signed = "&".join(
            f"{name}={facts[name]}" for name in sorted(facts.keys() - UNSIGNED)
        )
        genuine = facts.get("sign_type") == "RSA2" and is_genuine(
            signed.encode(charset), facts.get("sign")
        )
    except (ValueError, KeyError, NoKey) as error:
        raise Forged from error
    if not genuine:
        raise Forged
    return facts


def _fields(form: bytes, charset: str) -> dict[str, str]:
    """Raises ValueError for a name that comes twice, and for bytes that are no text."""
    pairs = parse_qsl(
        form.decode("ascii"),
        keep_blank_values=True,
        encoding=charset,
        errors="strict",
        max_num_fields=MOST_FIELDS,
    )
    facts = dict(pairs)
    if len(facts) != len(pairs):
        raise ValueError("A name that comes twice.")
    return facts


def _message(facts: Mapping[str, str]) -> Message:
    """A refund tells of the paid trade once more, under a new id."""
    kind = number(facts, "trade_status")
    capture = capture_of(facts, mismatch=_mismatch(facts)) if was_paid(facts) else None
    return Message(
        event_id=number(facts, "notify_id"),
        kind="trade.paid" if capture else kind[:LONGEST_KIND],
        out_trade_no=number(facts, "out_trade_no"),
        facts={"trade_status": kind, "trade_no": number(facts, "trade_no")},
        capture=capture,
    )


def _mismatch(facts: Mapping[str, str]) -> str:
    """Which of app and merchant is not ours."""
    ours = {"app_id": settings.ALIPAY_APP_ID, "seller_id": settings.ALIPAY_SELLER_ID}
    return " ".join(
        name for name, fact in ours.items() if fact and facts.get(name) != fact
    )
