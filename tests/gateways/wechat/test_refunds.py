"""Money goes back under one number, and is back only when WeChat Pay says so."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from payments.gateways.wechat.client import ask_once
from payments.models import GatewayEvent, MoneyCase, Refund
from payments.services import send_refund
from payments.states import RefundStatus
from tests.conftest import NOON
from tests.gateways.wechat.fake import LATE, LOST, NEVER_CAME, Fault, meeting, refuses
from tests.gateways.wechat.seals import callback_body
from tests.gateways.wechat.walks import post, settle_all, started, tell_paid
from tests.payments.factories import sum_back, whole_refund

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def order(wechat):
    """Paid."""
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)
    tell_paid(wechat, attempt)
    settle_all()
    wechat.asked.clear()
    attempt.order.refresh_from_db()
    return attempt.order


def send(refund: Refund, *, now=NOON) -> str:
    send_refund(refund_id=refund.pk, now=now)
    refund.refresh_from_db()
    return refund.status


def tell(wechat, refund: Refund, status: str, **facts):
    about = wechat.books.refund_news(refund.number) | {"refund_status": status} | facts
    return post(callback_body(f"REFUND.{status}", about), to="refund-callback")


def test_says_of_what_and_where_to_tell(wechat, order) -> None:
    refund = sum_back(order, "5.50")

    assert send(refund) == RefundStatus.DONE

    assert wechat.bodies("refund") == [
        {
            "transaction_id": order.attempts.get().trade_no,
            "out_refund_no": refund.number,
            "notify_url": "https://shop.example/payments/wechat/refund-callback/",
            "amount": {"refund": 550, "total": 3200, "currency": "CNY"},
        }
    ]
    assert refund.gateway_number.startswith("50000")


def test_accepted_is_not_done(wechat, order) -> None:
    wechat.books.next_refund = "PROCESSING"
    refund = whole_refund(order)

    assert send(refund) == RefundStatus.PROCESSING

    assert tell(wechat, refund, "SUCCESS").status_code == 204
    assert settle_all()[-1] == "counted for the refund"
    refund.refresh_from_db()
    assert refund.status == RefundStatus.DONE


@pytest.mark.parametrize("status", ["CLOSED", "ABNORMAL"])
def test_a_refund_that_fails_later_is_for_people_to_decide(
    wechat, order, status: str
) -> None:
    wechat.books.next_refund = "PROCESSING"
    refund = whole_refund(order)
    send(refund)

    tell(wechat, refund, status)
    settle_all()

    refund.refresh_from_db()
    order.refresh_from_db()
    assert (refund.status, order.refunded) == (RefundStatus.FAILED, Decimal(0))
    assert MoneyCase.objects.get().kind == MoneyCase.Kind.REFUND_FAILED


def test_a_refund_that_hangs_says_why(wechat, order) -> None:
    wechat.books.next_refund = "ABNORMAL"

    refund = whole_refund(order)

    assert send(refund) == RefundStatus.FAILED
    assert "ABNORMAL" in refund.note


@pytest.mark.parametrize(
    "fault",
    [
        LOST,
        LATE,
        refuses(500, "SYSTEM_ERROR", undone=False),
        refuses(429, "FREQUENCY_LIMITED", undone=False),
        refuses(400, "SOMETHING_NEW", undone=False),
        Fault(signed="not"),
        Fault(signed="probe"),
        Fault(raw=b"not json"),
    ],
)
def test_what_was_done_without_a_clear_answer_is_found_not_done_again(
    wechat, order, fault: Fault
) -> None:
    wechat.next("refund", fault)
    refund = whole_refund(order)

    with meeting(fault):
        first = send(refund)
    then = send(refund, now=LATER)

    assert (first, then) == (RefundStatus.UNKNOWN, RefundStatus.DONE)
    assert wechat.names() == ["refund", "query-refund"]
    assert len(wechat.books.refunds) == 1


@pytest.mark.parametrize(
    "fault", [NEVER_CAME, refuses(403, "NOT_ENOUGH"), refuses(429, "RATELIMIT_EXCEED")]
)
def test_what_was_not_done_is_sent_again_as_it_was(wechat, order, fault: Fault) -> None:
    wechat.next("refund", fault)
    refund = whole_refund(order)

    first, then = send(refund), send(refund, now=LATER)

    assert (first, then) == (RefundStatus.UNKNOWN, RefundStatus.DONE)
    assert wechat.names() == ["refund", "query-refund", "refund"]
    once, again = wechat.bodies("refund")
    assert once == again


def test_no_answer_about_a_refund_sends_nothing(wechat, order) -> None:
    wechat.next("refund", LOST)
    wechat.next("query-refund", LOST)
    refund = whole_refund(order)

    send(refund)

    assert send(refund, now=LATER) == RefundStatus.UNKNOWN
    assert wechat.names() == ["refund", "query-refund"]


def test_an_account_that_is_gone_takes_no_number_ever(wechat, order) -> None:
    wechat.next("refund", refuses(403, "USER_ACCOUNT_ABNORMAL"))
    refund = whole_refund(order)

    assert send(refund) == RefundStatus.FAILED
    assert wechat.names() == ["refund", "query-refund"]


@pytest.mark.parametrize(
    "says",
    [
        {"out_refund_no": "R404"},
        {"amount": {"refund": 1, "total": 3200, "currency": "CNY"}},
        {"status": "NEW"},
        {"refund_id": ""},
    ],
)
def test_an_answer_about_something_else_says_nothing(wechat, order, says) -> None:
    wechat.next("refund", LOST)
    refund = whole_refund(order)
    send(refund)
    wechat.books.refunds[refund.number]["says"] = says

    assert send(refund, now=LATER) == RefundStatus.UNKNOWN


@pytest.mark.parametrize(
    "facts",
    [{"amount": {"refund": 1, "total": 3200}}, {"out_refund_no": "R404"}],
)
def test_news_of_another_refund_changes_nothing(wechat, order, facts: dict) -> None:
    wechat.books.next_refund = "PROCESSING"
    refund = whole_refund(order)
    send(refund)

    tell(wechat, refund, "SUCCESS", **facts)

    assert settle_all()[-1] == "no such refund"
    refund.refresh_from_db()
    assert refund.status == RefundStatus.PROCESSING


def test_news_of_another_merchant_is_refused(wechat, order) -> None:
    wechat.books.next_refund = "PROCESSING"
    refund = whole_refund(order)
    send(refund)

    response = tell(wechat, refund, "SUCCESS", mchid="1900000009")

    assert response.status_code == 403
    assert GatewayEvent.objects.count() == 1


def test_news_that_overtakes_the_answer_is_not_unsaid(
    wechat, order, monkeypatch
) -> None:
    """The callback is quicker than the answer that says PROCESSING."""
    wechat.books.next_refund = "PROCESSING"
    refund = whole_refund(order)

    def ask_and_hear(*what):
        answer = ask_once(*what)
        tell(wechat, refund, "SUCCESS")
        settle_all()
        return answer

    monkeypatch.setattr("payments.gateways.wechat.refunds.ask_once", ask_and_hear)

    assert send(refund) == RefundStatus.DONE


def test_a_refund_before_its_payment_was_told_waits_for_nobody(wechat) -> None:
    """News of a refund that somebody made by hand, before the payment is known."""
    attempt = started()
    wechat.books.pay(attempt.out_trade_no, state="REFUND")
    about = {
        "mchid": wechat.books.trade(attempt.out_trade_no)["mchid"],
        "out_trade_no": attempt.out_trade_no,
        "transaction_id": "42000",
        "out_refund_no": "byhand1",
        "refund_id": "50000",
        "refund_status": "SUCCESS",
        "amount": {"refund": 3200, "total": 3200},
    }

    post(callback_body("REFUND.SUCCESS", about), to="refund-callback")
    tell_paid(wechat, attempt)

    assert settle_all() == ["no such refund", "settled the order"]


def test_facts_hold_no_account(wechat, order) -> None:
    refund = whole_refund(order)
    send(refund)

    tell(wechat, refund, "SUCCESS")

    facts = [json.dumps(event.facts) for event in GatewayEvent.objects.all()]
    assert not any("a card" in text for text in facts)
