"""WeChat Pay's books of a day: its own sums, whole, and every row of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.base import RowKind, StatementRow
from payments.gateways.china import BEIJING
from tests.conftest import NOON
from tests.gateways.wechat.fake import LOST, PROBE, Fault, refuses
from tests.gateways.wechat.walks import GATEWAY

DAY = date(2026, 11, 18)
HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,"
    "交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,"
    "充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,"
    "费率备注"
)
NAMES = HEADER.split(",")
SUMMARY = "总交易单数,应结订单总金额,退款总金额\r\n`2,`32.00,`5.50\r\n"  # and so on
PAID = {
    "交易时间": "2026-11-18 00:30:00",
    "微信订单号": "4200001",
    "商户订单号": "P1",
    "交易状态": "SUCCESS",
    "货币种类": "CNY",
    "应结订单金额": "31.00",
    "代金券金额": "1.00",
    "微信退款单号": "0",
    "商户退款单号": "0",
    "退款金额": "0.00",
    "商品名称": "Tea, two cups",
    "手续费": "0.19200",
    "订单金额": "32.00",
    "申请退款金额": "0.00",
}
REFUNDED = PAID | {
    "交易状态": "REFUND",
    "微信退款单号": "5000001",
    "商户退款单号": "R1",
    "退款金额": "5.00",
    "退款状态": "SUCCESS",
    "手续费": "-0.03300",
    "订单金额": "0.00",
    "申请退款金额": "5.50",
}


def line(row: dict[str, str], names: list[str] = NAMES) -> str:
    return ",".join(f"`{row.get(name, '')}" for name in names) + "\r\n"


def bill(*rows: dict[str, str], names: list[str] = NAMES) -> str:
    lines = "".join(line(row, names) for row in rows)
    return f"\ufeff{','.join(names)}\r\n{lines}{SUMMARY}"


def read(day: date = DAY, *, now: datetime = NOON) -> list[StatementRow]:
    return list(GATEWAY.statement(day, now=now))


def test_tells_of_payments_and_refunds(wechat) -> None:
    wechat.books.bills["2026-11-18"] = bill(PAID, REFUNDED)

    paid, refunded = read()

    assert paid == StatementRow(
        kind=RowKind.PAYMENT,
        number="P1",
        gateway_number="4200001",
        amount=Decimal("32.00"),
        currency="CNY",
        happened_at=datetime(2026, 11, 17, 16, 30, tzinfo=UTC),
        fee=Decimal("0.19"),
    )
    assert (refunded.kind, refunded.number) == (RowKind.REFUND, "R1")
    assert (refunded.amount, refunded.fee) == (Decimal("5.50"), Decimal("0.03"))
    assert refunded.gateway_number == "5000001"


def test_its_days_are_those_of_beijing() -> None:
    assert GATEWAY.zone is BEIJING


def test_columns_are_found_by_their_names(wechat) -> None:
    names = [*reversed(NAMES), "a new one"]
    wechat.books.bills["2026-11-18"] = bill(PAID, names=names)

    assert read()[0].amount == Decimal("32.00")


def test_a_refund_that_failed_moved_nothing(wechat) -> None:
    wechat.books.bills["2026-11-18"] = bill(REFUNDED | {"退款状态": "FAIL"})

    assert [row.kind for row in read()] == [RowKind.OTHER]


@pytest.mark.parametrize("state", ["SUCCESS", "PROCESSING", "CHANGE"])
def test_a_refund_on_its_way_is_one(wechat, state: str) -> None:
    wechat.books.bills["2026-11-18"] = bill(REFUNDED | {"退款状态": state})

    assert [row.kind for row in read()] == [RowKind.REFUND]


def test_a_day_without_trade_has_no_rows(wechat) -> None:
    assert read() == []


def test_an_empty_bill_has_no_rows(wechat) -> None:
    wechat.books.bills["2026-11-18"] = bill()

    assert read() == []


def test_before_its_hour_no_bill_means_nothing(wechat) -> None:
    ready = datetime(2026, 11, 19, 10, tzinfo=BEIJING)

    with pytest.raises(StatementNotReady):
        read(now=ready - timedelta(seconds=1))
    assert read(now=ready) == []


def test_a_bill_that_is_being_written_is_waited_for(wechat) -> None:
    wechat.next("bill", refuses(400, "STATEMENT_CREATING"))

    with pytest.raises(StatementNotReady):
        read()


@pytest.mark.parametrize(
    "fault",
    [
        LOST,
        refuses(400, "PARAM_ERROR"),
        refuses(401, "SIGN_ERROR"),
        refuses(500, "SYSTEM_ERROR"),
        Fault(raw=b"{}"),
        Fault(raw=b'{"download_url": 7}'),
    ],
)
def test_no_clear_answer_is_no_empty_day(wechat, fault: Fault) -> None:
    wechat.books.bills["2026-11-18"] = bill(PAID)
    wechat.next("bill", fault)

    with pytest.raises(GatewayAway):
        read()


@pytest.mark.parametrize(
    "fault",
    [
        LOST,
        Fault(answer=(500, {})),
        Fault(answer=(302, {})),
        Fault(raw=bill(PAID).replace("32.00", "33.00").encode()),
        Fault(raw=bill(PAID)[:300].encode()),
        Fault(raw=b""),
    ],
)
def test_another_text_than_the_one_that_was_signed_for(wechat, fault: Fault) -> None:
    wechat.books.bills["2026-11-18"] = bill(PAID)
    wechat.next("download", fault)

    with pytest.raises(GatewayAway):
        read()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\r\n`1,`2\r\n",
        bill(PAID).replace(SUMMARY, ""),
        bill(PAID | {"订单金额": "32.001"}),
        bill(PAID | {"订单金额": "NaN"}),
        bill(PAID | {"订单金额": ""}),
        bill(PAID | {"交易时间": "yesterday"}),
        bill(PAID).replace("`4200001,", ""),
    ],
)
def test_what_makes_no_sense_is_no_bill(wechat, text: str) -> None:
    wechat.books.bills["2026-11-18"] = text

    with pytest.raises(GatewayAway):
        read()


def test_our_signature_goes_to_wechat_only(wechat) -> None:
    """The address is another host's, and is asked for at the one that we know."""
    wechat.books.bills["2026-11-18"] = bill(PAID)

    assert len(read()) == 1
    assert wechat.names() == ["bill", "download"]


def test_another_kind_of_sum_is_not_understood(wechat) -> None:
    wechat.books.bills["2026-11-18"] = bill(PAID)
    wechat.books.bill_says = {"hash_type": "MD5"}

    with pytest.raises(GatewayAway):
        read()


def test_a_probe_is_asked_again(wechat) -> None:
    wechat.books.bills["2026-11-18"] = bill(PAID)
    wechat.next("bill", PROBE)

    assert len(read()) == 1
