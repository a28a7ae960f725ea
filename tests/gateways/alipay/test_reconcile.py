"""Alipay's books of one of Beijing's days and ours agree, and what differs is found."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.errors import StatementNotReady
from payments.models import Difference, Refund, Statement, StatementLine
from payments.services.reconciling import reconcile
from tests.conftest import NOON
from tests.gateways.alipay.bills import details, line, packed
from tests.gateways.alipay.books import Trade, refusal
from tests.gateways.alipay.factories import bring_on, make_attempt, make_paid_attempt
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)  # in Beijing it is 8 in the evening when it is noon in London
A_DAY = timedelta(days=1)
NEXT_NOON = NOON + A_DAY
BILL = "alipay.data.dataservice.bill.downloadurl.query"
Kind = Difference.Kind


def rows(trade: Trade, **differs: str) -> list[str]:
    """A payment and its refunds, as Alipay books them; `differs` is of the payment."""
    facts = {"trade_no": trade.trade_no, "number": trade.out_trade_no}
    paid = facts | {"amount": f"{trade.amount:.2f}"} | differs
    back = facts | {"kind": "退款", "fee": "0.00", "done_at": f"{DAY} 21:00:00"}
    return [
        line(**paid),
        *(
            line(**back | {"amount": f"-{amount:.2f}", "refund": number})
            for number, amount in trade.refunds.items()
        ),
    ]


def read(fake: FakeAlipay, *lines: str, day: date = DAY) -> Statement:
    fake.bill = packed(details(*lines))
    return reconcile(gateway="alipay", day=day, now=NEXT_NOON)


def differences() -> list[str]:
    rows = Difference.objects.open().order_by("kind")
    return list(rows.values_list("kind", flat=True))


@pytest.fixture
def trade(alipay: FakeAlipay) -> Trade:
    """Paid, and a part of it refunded, in both books."""
    attempt = make_paid_attempt(alipay)
    bring_on(sum_back(attempt.order, "5.50"))
    return alipay.books.trades[attempt.out_trade_no]


def test_a_day_that_agrees_needs_nobody_however_often_it_is_read(
    alipay: FakeAlipay, trade: Trade
) -> None:
    """A zip of two files in GBK: a summary, and what happened."""
    for _ in range(2):
        statement = read(alipay, *rows(trade))

    statement.refresh_from_db()
    assert (statement.payments, statement.refunds, statement.others) == (1, 1, 0)
    assert (statement.paid, statement.refunded) == (Decimal(32), Decimal("5.50"))
    assert statement.fees == Decimal("0.19")
    assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 2)
    assert differences() == []
    assert broken_laws() == {}


def test_each_difference_is_found_once_however_often_it_is_read(
    alipay: FakeAlipay, trade: Trade
) -> None:
    lines = rows(trade, amount="31.00")
    strange = line(trade_no="2026112022001400009", number="P404")
    strange_refund = line(trade_no="2", kind="退款", amount="-1.00", refund="R404")
    make_paid_attempt(alipay)

    for _ in range(2):
        read(alipay, *lines, strange, strange_refund)

    assert differences() == [
        Kind.AMOUNT,
        Kind.OURS_ONLY,
        Kind.THEIRS_ONLY,
        Kind.THEIRS_ONLY,
    ]
    assert broken_laws() == {}


def test_a_refund_that_alipay_did_not_book_is_found(
    alipay: FakeAlipay, trade: Trade
) -> None:
    payment, _refund = rows(trade)

    read(alipay, payment)

    (difference,) = Difference.objects.open()
    assert difference.kind == Kind.OURS_ONLY
    assert difference.refund == Refund.objects.get()


def test_the_day_is_beijing_s(alipay: FakeAlipay, trade: Trade) -> None:
    """What came at half past four in London is of the next day there."""
    attempt = make_attempt()
    after_midnight = NOON + timedelta(hours=4, minutes=30)
    capture_at(attempt, after_midnight)
    midnight = NOON + timedelta(hours=4)

    statement = read(alipay, *rows(trade))

    assert (statement.starts_at, statement.ends_at) == (midnight - A_DAY, midnight)
    assert differences() == []
    with pytest.raises(StatementNotReady):
        read(alipay, day=DAY + A_DAY)  # it is not over


def capture_at(attempt, moment) -> None:
    attempt.capture(trade_no="2026112122001400001", at=moment)
    attempt.save()


def test_a_payment_that_was_lost_on_every_way_settles_by_the_books(
    alipay: FakeAlipay,
) -> None:
    attempt = make_attempt()
    trade = alipay.books.pay(attempt.out_trade_no, attempt.amount)

    read(alipay, *rows(trade))

    assert differences() == []
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_a_day_without_a_bill_has_no_row_of_ours_either(
    alipay: FakeAlipay, trade: Trade
) -> None:
    """Before noon the bill may still be made; then Alipay is believed."""
    alipay.faults += [(BILL, refusal("isp.bill_not_exist"))] * 2
    morning = NEXT_NOON - timedelta(hours=9)

    with pytest.raises(StatementNotReady):
        reconcile(gateway="alipay", day=DAY, now=morning)
    reconcile(gateway="alipay", day=DAY, now=NEXT_NOON)

    assert differences() == [Kind.OURS_ONLY, Kind.OURS_ONLY]
