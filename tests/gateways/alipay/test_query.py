"""The shop asks Alipay what became of a trade, and closes it."""

import pytest

from orders.states import Actor, OrderStatus
from payments.errors import GatewayAway
from payments.gateways.base import TradeStatus
from payments.models import Refund
from payments.services import cancel_order
from payments.services.asking import ask_gateway
from payments.states import AttemptStatus
from tests.conftest import NOON
from tests.gateways.alipay.books import refusal
from tests.gateways.alipay.factories import GATEWAY, call, make_attempt, settle_events
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws

pytestmark = pytest.mark.django_db

QUERY, CLOSE = "alipay.trade.query", "alipay.trade.close"


def test_a_trade_is_absent_until_somebody_scans_and_stays_payable(
    alipay: FakeAlipay,
) -> None:
    attempt = make_attempt()

    state = ask_gateway(attempt_id=attempt.pk, now=NOON)

    attempt.refresh_from_db()
    assert state is not None
    assert state.status is TradeStatus.ABSENT
    assert attempt.status == AttemptStatus.OPEN


def test_waits_for_a_buyer_who_is_there(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    alipay.books.scan(attempt.out_trade_no, attempt.amount)

    assert GATEWAY.query(attempt, now=NOON).status is TradeStatus.WAITING


@pytest.mark.parametrize("status", ["TRADE_SUCCESS", "TRADE_FINISHED"])
def test_tells_of_the_money(alipay: FakeAlipay, status: str) -> None:
    attempt = make_attempt()
    trade = alipay.books.pay(attempt.out_trade_no, attempt.amount)
    trade.status = status

    state = GATEWAY.query(attempt, now=NOON)

    (capture,) = state.captures
    assert state.status is TradeStatus.PAID
    assert capture.out_trade_no == attempt.out_trade_no
    assert capture.trade_no == trade.trade_no
    assert (capture.amount, capture.currency) == (attempt.amount, "CNY")


def test_a_trade_that_alipay_closed_brought_no_money(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    alipay.books.scan(attempt.out_trade_no, attempt.amount).status = "TRADE_CLOSED"

    state = GATEWAY.query(attempt, now=NOON)

    assert (state.status, state.captures) == (TradeStatus.CLOSED, ())


def test_another_trade_s_answer_is_none(alipay: FakeAlipay) -> None:
    """Signed by Alipay, and said again to another question."""
    mine, other = make_attempt(), make_attempt()
    alipay.books.pay(other.out_trade_no, mine.amount)
    told = alipay.books.answer(QUERY, {"out_trade_no": other.out_trade_no})
    alipay.faults.append((QUERY, told))

    with pytest.raises(GatewayAway):
        GATEWAY.query(mine, now=NOON)


@pytest.mark.parametrize(
    "told",
    [
        {"trade_status": "ODD"},
        {"trade_status": None},
        {"trade_status": ["TRADE_SUCCESS"]},
        {},
        {"trade_status": "TRADE_SUCCESS", "total_amount": "NaN", "trade_no": "1"},
        {"trade_status": "TRADE_SUCCESS", "total_amount": 32.0, "trade_no": "1"},
        {"trade_status": "TRADE_SUCCESS", "total_amount": "1", "trade_no": "1" * 65},
        {"trade_status": "TRADE_SUCCESS", "total_amount": "1", "trade_no": "1"},
    ],
    ids=repr,
)
def test_what_nobody_understands_is_an_unknown_outcome(
    alipay: FakeAlipay, told: dict
) -> None:
    """The last one does not say of which trade it speaks."""
    attempt = make_attempt()
    alipay.faults.append((QUERY, {"code": "10000"} | told))

    with pytest.raises(GatewayAway):
        GATEWAY.query(attempt, now=NOON)


def test_closes_a_trade_that_waits(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    trade = alipay.books.scan(attempt.out_trade_no, attempt.amount)

    state = GATEWAY.close(attempt, now=NOON)

    assert (state.status, trade.status) == (TradeStatus.CLOSED, "TRADE_CLOSED")


def test_closes_what_somebody_scans_between_the_two_questions(
    alipay: FakeAlipay,
) -> None:
    attempt = make_attempt()
    trade = alipay.books.scan(attempt.out_trade_no, attempt.amount)
    alipay.faults.append((QUERY, refusal("ACQ.TRADE_NOT_EXIST")))

    state = GATEWAY.close(attempt, now=NOON)

    assert (state.status, trade.status) == (TradeStatus.CLOSED, "TRADE_CLOSED")


def test_is_closed_here_when_nobody_has_scanned(alipay: FakeAlipay) -> None:
    attempt = make_attempt()

    ask_gateway(attempt_id=attempt.pk, now=NOON, closing=True)

    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert len(alipay.asked_for(CLOSE)) == 1


def test_does_not_close_what_was_paid(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    alipay.books.pay(attempt.out_trade_no, attempt.amount)

    state = GATEWAY.close(attempt, now=NOON)

    assert state.status is TradeStatus.PAID
    assert not alipay.asked_for(CLOSE)


@pytest.mark.parametrize(
    "code",
    [
        "ACQ.TRADE_STATUS_ERROR",
        "ACQ.REASON_TRADE_STATUS_INVALID",
        "ACQ.REASON_ILLEGAL_STATUS",
    ],
)
def test_asks_again_when_it_was_paid_between_the_two_questions(
    alipay: FakeAlipay, code: str
) -> None:
    attempt = make_attempt()
    waiting = {"code": "10000", "trade_status": "WAIT_BUYER_PAY"}
    alipay.books.pay(attempt.out_trade_no, attempt.amount)
    alipay.faults += [(QUERY, waiting), (CLOSE, refusal(code))]

    state = GATEWAY.close(attempt, now=NOON)

    assert state.status is TradeStatus.PAID
    assert len(state.captures) == 1


def test_does_not_take_another_refusal_for_closed(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    alipay.books.scan(attempt.out_trade_no, attempt.amount)
    alipay.faults.append((CLOSE, refusal("ACQ.INVALID_PARAMETER")))

    with pytest.raises(GatewayAway):
        GATEWAY.close(attempt, now=NOON)


def test_money_after_a_close_that_found_no_trade_goes_back(
    alipay: FakeAlipay,
) -> None:
    """The buyer had the cashier open, and paid in it after all."""
    attempt = make_attempt()
    order = attempt.order
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED

    alipay.books.pay(attempt.out_trade_no, attempt.amount)
    answer = call(alipay.notification(attempt.out_trade_no))
    settle_events()

    order.refresh_from_db()
    assert answer.content == b"success"
    assert order.status == OrderStatus.CANCELLED
    refund = order.attempts.get().refunds.get()
    assert (refund.amount, refund.cause) == (attempt.amount, Refund.Cause.LATE)
    assert broken_laws() == {}
