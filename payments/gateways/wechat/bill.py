"""A trade bill: CSV in which every cell begins with a backquote, then a summary.

Which columns there are depends on the kind of bill, so they are found by their names.
Amounts are yuan.  What a payment was about is the order's amount, before any coupon.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from payments.gateways.base import RowKind, StatementRow
from payments.gateways.china import BEIJING
from shop.kernel.money import ZERO, to_minor

AT, STATE, CURRENCY, FEE = "交易时间", "交易状态", "货币种类", "手续费"
TRADE_NO, OUT_TRADE_NO, AMOUNT = "微信订单号", "商户订单号", "订单金额"
REFUND_ID, REFUND_NO, REFUNDED = "微信退款单号", "商户退款单号", "申请退款金额"
BACK = "退款金额"  # in bills that do not say what was asked for
REFUND_STATE = "退款状态"
NEEDED = {AT, STATE, CURRENCY, TRADE_NO, OUT_TRADE_NO, AMOUNT}
SUMMARY = "总交易单数"
MARK = "`"

Cells = dict[str, str]


def read_bill(text: str) -> Iterator[StatementRow]:
    """Raises ValueError, LookupError for what is no bill.

    A bill without its summary was cut off.
    """
    lines = iter(text.removeprefix("\ufeff").split("\n"))
    names = _cells(next(lines, ""))
    if not set(names) >= NEEDED:
        raise ValueError("These are not the columns of a trade bill.")
    for line in lines:
        if not line.strip():
            continue
        cells = _cells(line)
        if cells[0] == SUMMARY:
            return
        yield _row(dict(zip(names, cells, strict=True)))
    raise ValueError("The bill has no end.")


def _cells(line: str) -> list[str]:
    """A comma may stand inside a cell, and a backquote begins each: the two together
    part them."""
    if line.startswith(MARK):
        return [cell.strip() for cell in line[1:].split(f",{MARK}")]
    return [cell.strip() for cell in line.split(",")]


def _row(cells: Cells) -> StatementRow:
    state = cells[STATE]
    if state == "SUCCESS":
        kind, number, other = RowKind.PAYMENT, cells[OUT_TRADE_NO], cells[TRADE_NO]
        amount = _yuan(cells[AMOUNT])
    else:
        number, other = cells[REFUND_NO], cells[REFUND_ID]
        kind, amount = (
            _refund_kind(cells),
            abs(_yuan(cells.get(REFUNDED) or cells[BACK])),
        )
    return StatementRow(
        kind=kind,
        number=number,
        gateway_number=other,
        amount=amount,
        currency=cells[CURRENCY],
        happened_at=datetime.strptime(cells[AT], "%Y-%m-%d %H:%M:%S").replace(
            tzinfo=BEIJING
        ),
        fee=abs(_yuan(cells[FEE], finest=5)) if cells.get(FEE) else ZERO,
    )


def _refund_kind(cells: Cells) -> RowKind:
    """A refund that failed has moved no money."""
    is_moved = cells[STATE] == "REFUND" and cells.get(REFUND_STATE) != "FAIL"
    return RowKind.REFUND if is_moved else RowKind.OTHER


def _yuan(text: str, *, finest: int = 2) -> Decimal:
    """Fees are written finer than fen: rounded, nobody compares them."""
    try:
        amount = Decimal(text)
        if not amount.is_finite():
            raise ValueError(text)
        if finest > 2:
            amount = amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValueError(text) from None
    to_minor(amount, "CNY")
    return amount
