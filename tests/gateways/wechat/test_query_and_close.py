"""What became of a trade is what WeChat Pay says of ours, and only of ours."""

from decimal import Decimal

import pytest

from payments.errors import GatewayAway
from payments.gateways.base import TradeStatus
from payments.services import ask_gateway, expire_order
from payments.services.asking import ask_about_order
from tests.conftest import NOON
from tests.gateways.wechat.fake import LATE, LOST, PROBE, Fault, meeting, refuses
from tests.gateways.wechat.walks import GATEWAY, make_attempt, started

pytestmark = pytest.mark.django_db


def query(attempt):
    return GATEWAY.query(attempt, now=NOON)


def close(attempt):
    return GATEWAY.close(attempt, now=NOON)


@pytest.mark.parametrize("state", ["SUCCESS", "REFUND"])
def test_was_paid_whatever_went_back_since(wechat, state: str) -> None:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no, state=state)

    said = query(attempt)

    capture = said.captures[0]
    assert said.status is TradeStatus.PAID
    assert (capture.out_trade_no, capture.mismatch) == (attempt.out_trade_no, "")
    assert (capture.amount, capture.currency) == (Decimal("32.00"), "CNY")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("NOTPAY", TradeStatus.WAITING),
        ("USERPAYING", TradeStatus.WAITING),
        ("CLOSED", TradeStatus.CLOSED),
        ("REVOKED", TradeStatus.CLOSED),
    ],
)
def test_was_not_paid(wechat, state: str, status: TradeStatus) -> None:
    attempt = started()
    wechat.books.trades[attempt.out_trade_no]["state"] = state

    said = query(attempt)

    assert (said.status, said.captures) == (status, ())


def test_was_never_heard_of(wechat) -> None:
    assert query(make_attempt()).status is TradeStatus.ABSENT


@pytest.mark.parametrize(
    "fault",
    [
        LOST,
        LATE,
        refuses(404, "MCH_NOT_EXISTS"),
        refuses(401, "SIGN_ERROR"),
        refuses(429, "RATELIMIT_EXCEED"),
        refuses(500, "SYSTEM_ERROR"),
        Fault(answer=(404, {"message": "Not found"})),
        Fault(raw=b"[1]"),
    ],
)
def test_no_clear_answer_says_nothing(wechat, fault: Fault) -> None:
    attempt = started()
    wechat.next("query", fault)

    with meeting(fault), pytest.raises(GatewayAway):
        query(attempt)


@pytest.mark.parametrize(
    "says",
    [
        {"out_trade_no": "P404"},
        {"trade_state": "SOMETHING_NEW"},
        {"trade_state": None},
        {"transaction_id": "x" * 65},
        {"transaction_id": ""},
        {"amount": {"total": "3200", "currency": "CNY"}},
        {"amount": {"total": 32.0, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": 3200}},
        {"amount": None},
    ],
)
def test_an_answer_that_makes_no_sense_says_nothing(wechat, says: dict) -> None:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no, says=says)

    with pytest.raises(GatewayAway):
        query(attempt)


@pytest.mark.parametrize(
    ("says", "mismatch"),
    [({"mchid": "1900000009"}, "mchid 1900000009"), ({"appid": "wx9"}, "appid wx9")],
)
def test_money_of_others_is_not_ours(wechat, says: dict, mismatch: str) -> None:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no, says=says)

    assert query(attempt).captures[0].mismatch == mismatch

    ask_gateway(attempt_id=attempt.pk, now=NOON)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.captured) == ("disputed", 0)


def test_another_amount_pays_nothing(wechat) -> None:
    attempt = started()
    says = {"amount": {"total": 32, "currency": "CNY"}}
    wechat.books.pay(attempt.out_trade_no, says=says)

    ask_gateway(attempt_id=attempt.pk, now=NOON)

    attempt.refresh_from_db()
    assert (attempt.status, attempt.captured) == ("disputed", 0)


def test_closing_asks_before_and_after(wechat) -> None:
    attempt = started()
    wechat.asked.clear()

    assert close(attempt).status is TradeStatus.CLOSED
    assert wechat.names() == ["query", "close", "query"]


def test_a_paid_trade_is_not_closed(wechat) -> None:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)

    assert close(attempt).captures
    assert "close" not in wechat.names()


def test_money_that_comes_while_closing_is_seen(wechat) -> None:
    attempt = started()
    number, trades = attempt.out_trade_no, wechat.books
    wechat.books.close = lambda *_: (trades.pay(number), (400, {"code": "ORDERPAID"}))[
        1
    ]

    assert close(attempt).captures[0].amount == attempt.amount


def test_closing_what_nobody_heard_of_is_no_crash(wechat) -> None:
    assert close(make_attempt()).status is TradeStatus.ABSENT


def test_what_may_still_be_paid_is_not_called_closed(wechat) -> None:
    attempt = started()
    wechat.next("close", refuses(400, "INVALID_REQUEST"))

    with pytest.raises(GatewayAway):
        close(attempt)


def test_closing_is_signed_although_it_has_no_words(wechat) -> None:
    attempt = started()
    wechat.next("close", Fault(signed="not"), Fault(signed="not"))

    with pytest.raises(GatewayAway):
        close(attempt)


def test_a_probe_among_the_answers_is_asked_again(wechat) -> None:
    attempt = started()
    wechat.next("query", PROBE)
    wechat.next("close", PROBE)

    assert close(attempt).status is TradeStatus.CLOSED


def test_a_time_out_closes_the_trade_there(wechat) -> None:
    attempt = started()
    late = attempt.order.pay_by

    assert expire_order(order_id=attempt.order_id, now=late)

    assert wechat.books.trades[attempt.out_trade_no]["state"] == "CLOSED"


def test_money_of_the_last_moment_stops_the_time_out(wechat) -> None:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)

    assert not expire_order(order_id=attempt.order_id, now=attempt.order.pay_by)

    attempt.order.refresh_from_db()
    assert attempt.order.captured == attempt.order.total


def test_the_time_out_waits_for_an_answer(wechat) -> None:
    attempt = started()
    wechat.next("close", LOST)

    assert not expire_order(order_id=attempt.order_id, now=attempt.order.pay_by)


def test_waiting_counts_the_money_without_a_callback(wechat) -> None:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)

    ask_about_order(order_id=attempt.order_id, now=NOON)

    attempt.refresh_from_db()
    assert (attempt.settles, attempt.captured) == (True, attempt.amount)
