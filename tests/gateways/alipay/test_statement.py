"""Alipay's books of a day, row by row, in the shop's words."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.alipay import statement
from payments.gateways.base import RowKind, StatementRow
from tests.gateways.alipay.bills import HEADER, details, line, packed
from tests.gateways.alipay.books import refusal
from tests.gateways.alipay.factories import GATEWAY
from tests.gateways.alipay.fake import FakeAlipay

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
DAY = date(2026, 11, 20)
# Ten in the morning of the next day, in Beijing.
MORNING = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def rows(fake: FakeAlipay, bill: bytes, **facts) -> list[StatementRow]:
    fake.bill = bill
    return list(GATEWAY.statement(DAY, now=facts.get("now", MORNING)))


def test_says_of_each_payment_what_came_in(alipay: FakeAlipay) -> None:
    told = rows(alipay, packed(details(line())))

    assert told == [
        StatementRow(
            kind=RowKind.PAYMENT,
            number="P1",
            gateway_number="2026112022001400000000000001",
            amount=Decimal("32.00"),
            currency="CNY",
            happened_at=datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC),
            fee=Decimal("0.19"),
        )
    ]
    asked = alipay.asked_for(METHOD)
    assert asked == [{"bill_type": "trade", "bill_date": "2026-11-20"}]


def test_a_refund_is_by_its_own_number_and_not_negative(alipay: FakeAlipay) -> None:
    back = line(kind="退款", amount="-5.00", refund="R1", fee="0.00")

    (told,) = rows(alipay, packed(details(back)))

    assert (told.kind, told.number) == (RowKind.REFUND, "R1")
    assert (told.amount, told.fee) == (Decimal("5.00"), Decimal(0))


def test_what_else_there_is_is_none_of_our_rows(alipay: FakeAlipay) -> None:
    (told,) = rows(alipay, packed(details(line(kind="其他", amount="-1.00"))))

    assert (told.kind, told.number) == (RowKind.OTHER, "")


def test_columns_are_found_by_their_names(alipay: FakeAlipay) -> None:
    """In another order, and with other brackets."""
    header = "完成时间,订单金额(元),退款批次号/请求号,业务类型,商户订单号,支付宝交易号"
    row = "2026-11-20 20:00:05\t,7.00\t,\t,交易\t,P7\t,2026\t"

    (told,) = rows(alipay, packed(details(row, header=header)))

    assert (told.number, told.gateway_number) == ("P7", "2026")
    assert (told.amount, told.fee) == (Decimal("7.00"), Decimal(0))


@pytest.mark.parametrize("name", ["茶,杯", "a,b,c", '"茶,杯"', '12" 盘', "#茶"])
def test_a_name_with_a_comma_moves_no_column(alipay: FakeAlipay, name: str) -> None:
    (told,) = rows(alipay, packed(details(line(name=name))))

    assert (told.number, told.amount) == ("P1", Decimal("32.00"))


def test_a_day_without_trades_is_told_from_one_that_is_not_ready(
    alipay: FakeAlipay,
) -> None:
    alipay.faults += [(METHOD, refusal("isp.bill_not_exist"))] * 2

    with pytest.raises(StatementNotReady):
        rows(alipay, b"")

    assert rows(alipay, b"", now=MORNING + timedelta(hours=2)) == []


def test_a_bill_without_rows_is_one(alipay: FakeAlipay) -> None:
    assert rows(alipay, packed(details())) == []


def test_today_has_no_books_yet_by_beijing_s_day(alipay: FakeAlipay) -> None:
    almost = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)

    with pytest.raises(StatementNotReady):
        GATEWAY.statement(DAY, now=almost)

    assert not alipay.asked


@pytest.mark.parametrize(
    "told",
    [
        refusal("isv.invalid-arguments"),
        refusal("isp.unknow-error", code="20000"),
        {"code": "10000"},
        "drop",
        "unsigned",
    ],
    ids=str,
)
def test_no_address_is_no_statement(alipay: FakeAlipay, told) -> None:
    if isinstance(told, dict):
        told = told | {"more": "1"}
    alipay.faults.append((METHOD, told))

    with pytest.raises(GatewayAway):
        rows(alipay, packed(details(line())))


def encrypted() -> bytes:
    bill = bytearray(packed(details(line())))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = bill.index(sign) + (6 if sign.endswith(b"\x04") else 8)
        bill[at] |= 1
    return bytes(bill)


def broken() -> bytes:
    bill = bytearray(packed(details(*[line(number=f"P{i}") for i in range(500)])))
    middle = len(bill) // 2
    bill[middle : middle + 50] = b"\xff" * 50
    return bytes(bill)


@pytest.mark.parametrize(
    "bill",
    [
        b"",
        b"<html>expired</html>",
        packed(details(line()))[:-40],
        packed(),
        packed(details(header="a,b,c")),
        packed(details("P1,交易")),
        packed(details(line(amount="NaN"))),
        packed(details(line(done_at="yesterday"))),
        packed(details(HEADER)),
        encrypted(),
        broken(),
    ],
    ids=lambda bill: str(len(bill)),
)
def test_what_nobody_can_read_is_no_statement(alipay: FakeAlipay, bill: bytes) -> None:
    with pytest.raises(GatewayAway):
        rows(alipay, bill)


def test_an_address_that_is_too_old_is_no_statement(alipay: FakeAlipay) -> None:
    alipay.bill_status = 403

    with pytest.raises(GatewayAway):
        rows(alipay, packed(details(line())))


def test_a_bomb_is_not_unpacked(alipay: FakeAlipay, monkeypatch) -> None:
    monkeypatch.setattr(statement, "MOST_UNPACKED", 100_000)
    many = [line()] * 2_000

    with pytest.raises(GatewayAway):
        rows(alipay, packed(details(*many)))


def test_neither_is_what_is_too_large_to_fetch(alipay: FakeAlipay, monkeypatch) -> None:
    monkeypatch.setattr(statement, "MOST_BYTES", 100)

    with pytest.raises(GatewayAway):
        rows(alipay, packed(details(line())))


def test_nor_are_more_files_than_a_day_has(alipay: FakeAlipay) -> None:
    bill = io.BytesIO()
    with ZipFile(bill, "w") as archive:
        for number in range(50):
            archive.writestr(f"{number}.csv", details(line(number=f"P{number}")))

    with pytest.raises(GatewayAway):
        rows(alipay, bill.getvalue())
