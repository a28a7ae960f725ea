"""WeChat Pay's books of one day of Beijing, from about 10 o'clock of the next."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.utils.crypto import constant_time_compare

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.base import StatementRow
from payments.gateways.china import BEIJING
from payments.gateways.wechat.bill import read_bill
from payments.gateways.wechat.client import Answer, ask
from payments.gateways.wechat.reading import UNREADABLE, fact
from payments.gateways.wechat.sending import send

READY_AT = time(10)
BEING_WRITTEN = "STATEMENT_CREATING"
NOTHING = "NO_STATEMENT_EXIST"
MOST_BYTES = 256 * 1024**2
PATIENCE = 120.0  # seconds


def ask_for_bill(day: date) -> Answer:
    """Raises GatewayAway."""
    return ask("GET", f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL")


def statement(day: date, *, now: datetime) -> Iterator[StatementRow]:
    """Nothing was traded on a day that has none; before its bill is due, nobody knows.

    Raises StatementNotReady, GatewayAway.
    """
    answer = ask_for_bill(day)
    is_due = now >= datetime.combine(day + timedelta(days=1), READY_AT, BEIJING)
    if answer.code == BEING_WRITTEN or (answer.code == NOTHING and not is_due):
        raise StatementNotReady
    if answer.code == NOTHING:
        return iter(())
    if not answer.is_done:
        raise GatewayAway
    try:
        return iter(list(read_bill(_downloaded(answer))))
    except UNREADABLE as error:
        raise GatewayAway from error


def _downloaded(answer: Answer) -> str:
    """The answer there has no signature; its sum is in the one that had.

    Asked for at the address that we know: what signs for us goes nowhere else.
    """
    parts = urlsplit(fact(answer.said, "download_url", 2048))
    if fact(answer.said, "hash_type", 16).upper() != "SHA1":
        raise ValueError("Another kind of sum.")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    reply = send("GET", path, most=MOST_BYTES, patience=PATIENCE)
    if reply.status != 200:
        raise GatewayAway
    found = hashlib.sha1(reply.body, usedforsecurity=False).hexdigest()
    if not constant_time_compare(found, fact(answer.said, "hash_value", 64).lower()):
        raise GatewayAway
    return reply.body.decode()
