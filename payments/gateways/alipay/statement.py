"""Alipay's books of one day: a zip behind an address that lives for 30 seconds."""

import logging
import tempfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.alipay.bill import read_rows
from payments.gateways.alipay.client import answered, ask
from payments.gateways.base import StatementRow
from payments.gateways.china import BEIJING

logger = logging.getLogger(__name__)

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
# There about 9 o'clock of the next day, as a rule.  A day without any trade has
# none, and that is all Alipay says of it: believed from noon on.
BELIEVED_FROM = time(12)
NO_BILL = "BILL_NOT_EXIST"
PATIENCE = 120.0  # seconds
MOST_BYTES = 64 * 1024**2
MOST_UNPACKED = 512 * 1024**2
MOST_FILES = 20
BROKEN = (
    BadZipFile,
    EOFError,
    NotImplementedError,  # packed in a way that we can't read
    RuntimeError,  # or encrypted
    ValueError,
    zlib.error,
)


def statement(day: date, *, now: datetime) -> Iterator[StatementRow]:
    """Not inside a transaction.  Raises StatementNotReady, GatewayAway."""
    today = now.astimezone(BEIJING).date()
    if day >= today:
        raise StatementNotReady
    answer = ask(METHOD, bill_type="trade", bill_date=day.isoformat())
    if NO_BILL in answer.refusal.upper():
        next_noon = datetime.combine(day + timedelta(days=1), BELIEVED_FROM, BEIJING)
        if now < next_noon:
            raise StatementNotReady
        return iter(())
    address = answer.text("bill_download_url")
    if answer.refusal or not address:
        logger.warning("No bill of %s: %s", day, answer.refusal or "no address")
        raise GatewayAway
    return _unpacked(_downloaded(address))


def _downloaded(address: str) -> IO[bytes]:
    """On the disk, for its size.  Whoever reads it closes it."""
    bill = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        with answered("GET", address, most=MOST_BYTES, patience=PATIENCE) as (
            _,
            pieces,
        ):
            for piece in pieces:
                bill.write(piece)
    except BaseException:
        bill.close()
        raise
    return bill


def _unpacked(bill: IO[bytes]) -> Iterator[StatementRow]:
    """The rows of the file that has them.

    Which one it is its header says: the names of both are in Chinese and GBK.
    """
    found = False
    try:
        with bill, ZipFile(bill) as archive:
            for member in _members(archive):
                with archive.open(member) as file:
                    rows = read_rows(file)
                    if rows is not None:
                        found = True
                        yield from rows
    except BROKEN as error:
        raise GatewayAway from error
    if not found:
        raise GatewayAway


def _members(archive: ZipFile) -> list[ZipInfo]:
    """Raises GatewayAway for more than a day can hold."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    size = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or size > MOST_UNPACKED:
        raise GatewayAway
    return members
