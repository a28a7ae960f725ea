"""WeChat Pay's books of a day and ours agree, and what differs is found."""

from datetime import timedelta

import pytest

from payments.models import Difference, Refund
from payments.services import send_refund
from payments.services.reconciling import reconcile
from tests.conftest import NOON
from tests.gateways.wechat.test_statement import PAID, REFUNDED, bill
from tests.gateways.wechat.walks import settle_all, started, tell_paid
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db
DAY = "2026-11-20"  # of Beijing, where noon in London is 8 in the evening
NEXT_NOON = NOON + timedelta(days=1)


@pytest.fixture
def refund(wechat) -> Refund:
    """Of a payment, both on one day."""
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)
    tell_paid(wechat, attempt)
    settle_all()
    refund = sum_back(attempt.order, "5.50")
    send_refund(refund_id=refund.pk, now=NOON)
    refund.refresh_from_db()
    return refund


def rows(refund: Refund, **differs: str) -> tuple[dict[str, str], dict[str, str]]:
    trade = {
        "交易时间": f"{DAY} 20:00:00",
        "微信订单号": refund.attempt.trade_no,
        "商户订单号": refund.attempt.out_trade_no,
    }
    numbers = {"微信退款单号": refund.gateway_number, "商户退款单号": refund.number}
    return PAID | trade | differs, REFUNDED | trade | numbers


def differences() -> list[str]:
    return list(Difference.objects.open().values_list("kind", flat=True))


def test_what_agrees_needs_nobody(wechat, refund) -> None:
    wechat.books.bills[DAY] = bill(*rows(refund))

    statement = reconcile(gateway="wechat", day=NOON.date(), now=NEXT_NOON)

    statement.refresh_from_db()
    assert (statement.payments, statement.refunds) == (1, 1)
    assert differences() == []


def test_another_amount_is_found(wechat, refund) -> None:
    wechat.books.bills[DAY] = bill(*rows(refund, 订单金额="31.00"))

    reconcile(gateway="wechat", day=NOON.date(), now=NEXT_NOON)

    assert len(differences()) == 1


def test_what_only_one_side_knows_is_found(wechat, refund) -> None:
    wechat.books.bills[DAY] = bill(PAID | {"交易时间": f"{DAY} 20:00:00"})

    reconcile(gateway="wechat", day=NOON.date(), now=NEXT_NOON)

    assert len(differences()) == 3  # theirs, our payment, our refund
