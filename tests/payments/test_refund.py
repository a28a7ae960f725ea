"""Money goes back whole, once, under one number until the gateway has answered."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from orders.errors import IllegalMove
from orders.models import Order
from orders.states import Actor, OrderStatus
from payments.errors import GatewayAway, NothingToRefund
from payments.gateways.base import RefundAnswer, RefundState
from payments.gateways.registry import GATEWAYS
from payments.models import DemoRefund, PaymentAttempt, Refund
from payments.services import cancel_order, refund_order, send_refund
from payments.services.refunding import request_refund
from payments.states import RefundStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order

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


def whole_refund(order: Order) -> Refund:
    (refund,) = refund_order(
        order_id=order.pk, now=NOON, reason="broken", actor_id=None
    )
    return refund


def send(refund: Refund, *, now: datetime = NOON) -> Refund:
    send_refund(refund_id=refund.pk, now=now)
    refund.refresh_from_db()
    return refund


# --- asking for it ------------------------------------------------------------


def test_before_shipping_the_order_is_cancelled_and_the_stock_free() -> None:
    cup = make_variant(on_hand=5)
    order = make_paid_order(cup, quantity=2)

    refund = whole_refund(order)

    order.refresh_from_db()
    cup.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert order.refunded == refund.amount == order.total
    assert (cup.on_hand, cup.reserved) == (5, 0)


def test_after_shipping_the_order_is_refunded_and_the_goods_stay_away() -> None:
    cup = make_variant(on_hand=5)
    order = ship(make_paid_order(cup, quantity=2))

    whole_refund(order)

    order.refresh_from_db()
    cup.refresh_from_db()
    assert order.status == OrderStatus.REFUNDED
    assert (cup.on_hand, cup.reserved) == (3, 0)


def test_a_refunded_order_counts_as_sold_no_more() -> None:
    cup = make_variant()

    whole_refund(make_paid_order(cup, quantity=2))

    cup.product.refresh_from_db()
    assert cup.product.sold_count == 0


def test_a_paid_order_that_is_cancelled_goes_back_whole() -> None:
    order = make_paid_order(make_variant())

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (OrderStatus.CANCELLED, order.total)


def test_nothing_is_refunded_twice() -> None:
    order = make_paid_order(make_variant())
    whole_refund(order)

    with pytest.raises(NothingToRefund):
        whole_refund(order)

    order.refresh_from_db()
    assert (Refund.objects.count(), order.refunded) == (1, order.total)


def test_an_unpaid_order_has_nothing_to_refund() -> None:
    order = make_order(make_variant())

    with pytest.raises(NothingToRefund):
        whole_refund(order)

    order.refresh_from_db()
    assert order.is_unpaid


@pytest.mark.parametrize("amount", ["0", "-1", "32.01", "3200"])
def test_never_more_than_was_captured(amount: str) -> None:
    order = make_paid_order(make_variant())
    attempt = order.attempts.get()

    with pytest.raises(NothingToRefund):
        request_refund(
            attempt=attempt, amount=Decimal(amount), cause=Refund.Cause.STAFF, now=NOON
        )

    attempt.refresh_from_db()
    assert (attempt.refunded, Refund.objects.count()) == (0, 0)


def test_parts_never_exceed_the_whole() -> None:
    attempt = make_paid_order(make_variant()).attempts.get()
    part = {"amount": Decimal("16.01"), "cause": Refund.Cause.STAFF, "now": NOON}
    request_refund(attempt=attempt, **part)

    with pytest.raises(NothingToRefund):
        request_refund(attempt=attempt, **part)

    attempt.refresh_from_db()
    assert attempt.refunded == Decimal("16.01")


def test_a_long_reason_fits() -> None:
    order = make_paid_order(make_variant())

    refund_order(order_id=order.pk, now=NOON, reason="x" * 1000, actor_id=None)

    assert Refund.objects.get().reason == "x" * 200


# --- sending it -------------------------------------------------------------------


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

    again = send(whole_refund(order))

    order.refresh_from_db()
    assert again.number != failed.number
    assert again.status == RefundStatus.DONE
    assert (order.status, order.refunded) == (OrderStatus.CANCELLED, order.total)


def test_the_demo_bank_makes_a_refund_once_for_each_number() -> None:
    order = make_paid_order(make_variant())
    refund = whole_refund(order)
    with pytest.raises(Exception, match="DemoTrade"):  # it was never paid there
        send(refund)

    assert not DemoRefund.objects.exists()


def test_a_received_order_can_still_be_refunded() -> None:
    order = ship(make_paid_order(make_variant()))

    whole_refund(order)
    with pytest.raises(IllegalMove):
        ship(order)

    assert Order.objects.get().status == OrderStatus.REFUNDED
