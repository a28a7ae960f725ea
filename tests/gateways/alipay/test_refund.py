"""Money goes back through Alipay once, under one number, whatever gets lost."""

import pytest

from payments.errors import GatewayAway
from payments.gateways.base import RefundAnswer
from payments.models import MoneyCase, Refund
from payments.states import RefundStatus
from tests.conftest import NOON
from tests.gateways.alipay.books import Trade, refusal
from tests.gateways.alipay.factories import (
    GATEWAY,
    bring_on,
    make_paid_attempt,
    make_refund,
)
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db

REFUND, QUERY = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"


def trade_of(fake: FakeAlipay, refund: Refund) -> Trade:
    return fake.books.trades[refund.attempt.out_trade_no]


def test_is_done_at_once(alipay: FakeAlipay) -> None:
    refund = make_refund(alipay)

    bring_on(refund)

    assert refund.status == RefundStatus.DONE
    assert trade_of(alipay, refund).refunds == {refund.number: refund.amount}
    (asked,) = alipay.asked_for(REFUND)
    assert asked == {
        "trade_no": refund.attempt.trade_no,
        "out_trade_no": refund.attempt.out_trade_no,
        "out_request_no": refund.number,
        "refund_amount": f"{refund.amount:.2f}",
    }
    assert broken_laws() == {}


def test_parts_add_up_in_the_answers_and_are_each_done(alipay: FakeAlipay) -> None:
    """`refund_fee` is the sum of both in the second answer."""
    order = make_paid_attempt(alipay).order

    first = bring_on(sum_back(order, "5.00"))
    second = bring_on(sum_back(order, "3.00"))

    assert first.status == second.status == RefundStatus.DONE
    told = trade_of(alipay, first).refunds
    assert told == {first.number: first.amount, second.number: second.amount}


@pytest.mark.parametrize("fault", ["drop", "unsigned", "changed", 500, 429])
def test_an_answer_that_got_lost_after_the_refund_is_asked_for(
    alipay: FakeAlipay, fault
) -> None:
    refund = make_refund(alipay)
    alipay.faults.append((REFUND, fault))

    bring_on(refund)
    assert refund.status == RefundStatus.UNKNOWN
    bring_on(refund)

    assert refund.status == RefundStatus.DONE
    assert trade_of(alipay, refund).refunded == refund.amount
    assert len(alipay.asked_for(REFUND)) == 1


def test_what_alipay_never_heard_of_is_sent_again_under_its_number(
    alipay: FakeAlipay,
) -> None:
    refund = make_refund(alipay)
    alipay.faults.append((REFUND, refusal("ACQ.SYSTEM_ERROR", code="20000")))

    bring_on(refund)
    bring_on(refund)

    assert refund.status == RefundStatus.DONE
    first, second = alipay.asked_for(REFUND)
    assert first == second
    assert trade_of(alipay, refund).refunded == refund.amount


def test_a_delayed_refund_is_not_done_before_alipay_says_so(
    alipay: FakeAlipay,
) -> None:
    """Its answer has no change of funds, and the refund query no status."""
    refund = make_refund(alipay)
    alipay.books.delays_refunds = True

    bring_on(refund)
    bring_on(refund)
    assert refund.status == RefundStatus.UNKNOWN
    trade_of(alipay, refund).pending.clear()
    bring_on(refund)

    assert refund.status == RefundStatus.DONE
    assert trade_of(alipay, refund).refunds == {refund.number: refund.amount}


def test_a_repeated_request_changes_no_funds_and_is_done(alipay: FakeAlipay) -> None:
    refund = make_refund(alipay)

    states = [GATEWAY.refund(refund, now=NOON) for _ in range(2)]

    assert {state.answer for state in states} == {RefundAnswer.DONE}
    assert trade_of(alipay, refund).refunded == refund.amount


def test_a_refusal_for_good_leaves_the_money_to_decide(alipay: FakeAlipay) -> None:
    refund = make_refund(alipay)
    alipay.faults.append((REFUND, refusal("ACQ.TRADE_NOT_ALLOW_REFUND")))

    bring_on(refund)

    assert refund.status == RefundStatus.FAILED
    assert refund.note == "ACQ.TRADE_NOT_ALLOW_REFUND"
    case = MoneyCase.objects.get()
    assert (case.kind, case.amount) == (MoneyCase.Kind.REFUND_FAILED, refund.amount)
    assert broken_laws() == {}


def test_an_empty_account_is_waited_for(alipay: FakeAlipay) -> None:
    refund = make_refund(alipay)
    enough, alipay.books.balance = alipay.books.balance, 0

    bring_on(refund)
    assert refund.status == RefundStatus.PROCESSING
    assert refund.note == "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    assert not MoneyCase.objects.exists()
    alipay.books.balance = enough
    bring_on(refund)

    assert refund.status == RefundStatus.DONE
    assert trade_of(alipay, refund).refunds == {refund.number: refund.amount}


def test_a_refusal_is_not_believed_where_the_money_went(alipay: FakeAlipay) -> None:
    """The first request arrived, and the second of all was answered oddly."""
    refund = make_refund(alipay)
    GATEWAY.refund(refund, now=NOON)
    alipay.faults.append((REFUND, refusal("ACQ.TRADE_STATUS_ERROR")))

    state = GATEWAY.refund(refund, now=NOON)

    assert state.answer is RefundAnswer.DONE


@pytest.mark.parametrize(
    "told",
    [
        refusal("ACQ.DISCORDANT_REPEAT_REQUEST"),
        refusal("ACQ.SOMETHING_NEW"),
        refusal("isv.insufficient-isv-permissions", code="40006"),
        refusal("isv.invalid-signature", code="40002"),
        refusal("isp.unknow-error", code="20000"),
    ],
    ids=str,
)
def test_another_refusal_is_not_known_to_have_failed(
    alipay: FakeAlipay, told: dict
) -> None:
    refund = make_refund(alipay)
    alipay.faults.append((REFUND, told))

    bring_on(refund)

    assert refund.status == RefundStatus.UNKNOWN
    assert not MoneyCase.objects.exists()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, RefundAnswer.ABSENT),
        ({"refund_status": "REFUND_PROCESSING"}, RefundAnswer.PROCESSING),
        ({"refund_status": "REFUND_FAIL"}, RefundAnswer.FAILED),
    ],
)
def test_a_query_without_success_is_none(
    alipay: FakeAlipay, said: dict, answer: RefundAnswer
) -> None:
    refund = make_refund(alipay)
    alipay.faults.append((QUERY, {"code": "10000"} | said))

    assert GATEWAY.query_refund(refund, now=NOON).answer is answer


@pytest.mark.parametrize(
    "said",
    [
        {"refund_status": "REFUND_SUCCESS", "refund_amount": "0.01"},
        {"refund_status": "REFUND_SUCCESS"},
        {"refund_status": "REFUND_SUCCESS", "out_request_no": "R2"},
        {"refund_status": "REFUND_SUCCESS", "trade_no": "2"},
        {"refund_status": "ODD"},
        {"refund_status": {}},
    ],
    ids=str,
)
def test_a_query_about_something_else_says_nothing(
    alipay: FakeAlipay, said: dict
) -> None:
    refund = make_refund(alipay)
    amount = {"refund_amount": f"{refund.amount:.2f}"} if len(said) > 1 else {}
    alipay.faults.append((QUERY, {"code": "10000"} | amount | said))

    with pytest.raises(GatewayAway):
        GATEWAY.query_refund(refund, now=NOON)


def test_more_money_under_one_number_goes_back_by_alipay_s_own(
    alipay: FakeAlipay,
) -> None:
    refund = make_refund(alipay)
    refund.attempt.out_trade_no += "-2"

    state = GATEWAY.refund(refund, now=NOON)

    assert state.answer is RefundAnswer.DONE
    (asked,) = alipay.asked_for(REFUND)
    assert "out_trade_no" not in asked
