"""One file of a bill: comments, a header, cells padded with tabs, refunds negative.

Columns are found by name; files of other columns (the summary) have no rows for us.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO

from payments.errors import GatewayAway
from payments.gateways.alipay.facts import Unreadable, instant, yuan
from payments.gateways.base import RowKind, StatementRow
from payments.gateways.china import CURRENCY
from shop.kernel.money import ZERO

TRADE_NO, OUT_TRADE_NO, KIND = "支付宝交易号", "商户订单号", "业务类型"
NAME, MADE_AT, DONE_AT = "商品名称", "创建时间", "完成时间"
AMOUNT, REFUND_NO, FEE = "订单金额(元)", "退款批次号/请求号", "服务费(元)"
NEEDED = {TRADE_NO, OUT_TRADE_NO, KIND, DONE_AT, AMOUNT, REFUND_NO}
KINDS = {"交易": RowKind.PAYMENT, "退款": RowKind.REFUND}
COMMENT = "#"


def read_rows(file: IO[bytes]) -> Iterator[StatementRow] | None:
    """None where the first row names other columns.

    Raises GatewayAway, also while it is read, for what nobody understands.
    """
    text = io.TextIOWrapper(file, "gb18030", errors="replace", newline="")
    table = csv.reader(line for line in text if not line.startswith(COMMENT))
    try:
        first = next((cells for cells in table if cells), [])
    except csv.Error as error:
        raise GatewayAway from error
    header = [_plain(name) for name in first]
    return _rows(header, table) if NEEDED.issubset(header) else None


def _rows(header: list[str], table: Iterator[list[str]]) -> Iterator[StatementRow]:
    try:
        for cells in table:
            row = [cell.strip() for cell in cells]
            if any(row):
                yield _row(_by_name(header, row))
    except (Unreadable, csv.Error) as error:
        raise GatewayAway from error


def _plain(name: str) -> str:
    return name.strip().translate({ord("（"): "(", ord("）"): ")"})


def _by_name(header: list[str], row: list[str]) -> Mapping[str, str]:
    """A comma in the name of what was sold is not always quoted."""
    surplus = len(row) - len(header)
    if surplus > 0 and NAME in header:
        after = header.index(NAME) + 1
        row = row[:after] + row[after + surplus :]
    if len(row) != len(header):
        raise Unreadable("Too few or too many cells.")
    return dict(zip(header, row, strict=True))


def _row(cells: Mapping[str, str]) -> StatementRow:
    kind = KINDS.get(cells[KIND], RowKind.OTHER)
    numbers = {RowKind.PAYMENT: OUT_TRADE_NO, RowKind.REFUND: REFUND_NO}
    return StatementRow(
        kind=kind,
        number=cells[numbers[kind]] if kind in numbers else "",
        gateway_number=cells[TRADE_NO],
        amount=abs(yuan(cells, AMOUNT)),
        currency=CURRENCY,
        happened_at=instant(cells[DONE_AT] or cells.get(MADE_AT, "")),
        fee=abs(yuan(cells, FEE)) if cells.get(FEE) else ZERO,
    )
