"""Money goes back under one number until the gateway has answered for good."""

from datetime import datetime, timedelta

import pytest

from orders.states import OrderStatus
from payments.errors import GatewayAway
from payments.gateways.base import RefundAnswer, RefundState
from payments.gateways.registry import GATEWAYS
from payments.models import DemoRefund, MoneyCase, PaymentAttempt, Refund
from payments.services import decide_case, send_refund
from payments.states import RefundStatus
from tests.admin.factories import make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.payments.factories import make_paid_order, whole_refund

pytestmark = pytest.mark.django_db


class Bank:
    """A gateway whose answers the test decides, and which remembers the questions."""

    def __init__(self, *answers: RefundAnswer | type[Exception]) -> None:
        self.answers, self.asked = list(answers), []

    def _answer(self, question: str, refund: Refund) -> RefundState:
        self.asked.append((question, refund.number))
        answer = self.answers.pop(0)
        if isinstance(answer, RefundAnswer):
            return RefundState(answer=answer, gateway_number="G1")
        raise answer

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return self._answer("refund", refund)

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return self._answer("query", refund)

    def questions(self) -> list[str]:
        return [question for question, _ in self.asked]


def answering(monkeypatch, *answers: RefundAnswer | type[Exception]) -> Bank:
    bank = Bank(*answers)
    monkeypatch.setitem(GATEWAYS, "demo", bank)
    return bank


def send(refund: Refund, *, now: datetime = NOON) -> Refund:
    send_refund(refund_id=refund.pk, now=now)
    refund.refresh_from_db()
    return refund


def test_the_gateway_sends_it_once(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    bank = answering(monkeypatch, RefundAnswer.DONE)

    send(refund)
    send(refund)

    assert bank.asked == [("refund", refund.number)]
    assert (refund.status, refund.done_at) == (RefundStatus.DONE, NOON)


def test_somebody_elses_lease_is_respected(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    bank = answering(monkeypatch)
    Refund.objects.update(next_try_at=NOON + timedelta(seconds=30))

    assert send_refund(refund_id=refund.pk, now=NOON) is False

    assert bank.asked == []


def test_an_unknown_outcome_is_asked_about_before_it_is_sent_again(
    monkeypatch,
) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    bank = answering(monkeypatch, GatewayAway, RefundAnswer.ABSENT, RefundAnswer.DONE)

    unknown = send(refund).status
    send(refund, now=NOON + timedelta(minutes=5))

    assert unknown == RefundStatus.UNKNOWN
    assert refund.status == RefundStatus.DONE
    assert bank.questions() == ["refund", "query", "refund"]
    assert {number for _, number in bank.asked} == {refund.number}


def test_a_refund_that_was_made_is_not_made_again(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    bank = answering(monkeypatch, GatewayAway, RefundAnswer.DONE)

    send(refund)
    send(refund, now=NOON + timedelta(minutes=5))

    assert bank.questions() == ["refund", "query"]
    assert refund.status == RefundStatus.DONE


def test_a_dead_process_leaves_a_refund_that_is_asked_about(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    bank = answering(monkeypatch, KeyboardInterrupt, RefundAnswer.DONE)
    with pytest.raises(KeyboardInterrupt):
        send(refund)

    send(refund, now=NOON + timedelta(minutes=2))

    assert bank.questions() == ["refund", "query"]
    assert refund.status == RefundStatus.DONE


def test_a_gateway_that_is_away_is_asked_ever_less_often(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    answering(monkeypatch, *[GatewayAway] * 9)

    waits = []
    now = NOON
    for _ in range(9):
        waits.append(send(refund, now=now).next_try_at - now)
        now = refund.next_try_at

    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
    assert refund.status == RefundStatus.UNKNOWN


def test_one_on_its_way_is_asked_about(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    bank = answering(
        monkeypatch, RefundAnswer.PROCESSING, RefundAnswer.PROCESSING, RefundAnswer.DONE
    )

    for minutes in (0, 2, 4):
        send(refund, now=NOON + timedelta(minutes=minutes))

    assert bank.questions() == ["refund", "query", "query"]
    assert refund.status == RefundStatus.DONE


def test_a_failed_refund_leaves_the_money_where_it_was(monkeypatch) -> None:
    order = make_paid_order(make_variant())
    refund = whole_refund(order)
    answering(monkeypatch, RefundAnswer.FAILED)

    send(refund)

    order.refresh_from_db()
    assert (refund.status, refund.next_try_at) == (RefundStatus.FAILED, None)
    assert order.refunded == PaymentAttempt.objects.get().refunded == 0


def test_staff_can_send_again_what_a_failed_refund_left(monkeypatch) -> None:
    order = make_paid_order(make_variant())
    failed = whole_refund(order)
    answering(monkeypatch, RefundAnswer.FAILED, RefundAnswer.DONE)
    send(failed)

    decide_case(
        case_id=MoneyCase.objects.get().pk,
        decision=MoneyCase.Decision.AGAIN,
        reason="once more",
        staff=make_owner(),
        now=NOON,
    )
    again = send(Refund.objects.get(repeats=failed))

    order.refresh_from_db()
    assert again.number != failed.number
    assert again.status == RefundStatus.DONE
    assert (order.status, order.refunded) == (OrderStatus.CANCELLED, order.total)


def test_the_demo_bank_says_no_where_it_was_never_paid() -> None:
    order = make_paid_order(make_variant())

    refund = send(whole_refund(order))

    assert refund.status == RefundStatus.FAILED
    assert not DemoRefund.objects.exists()
