"""Money and time-outs meet in the same moment; whoever is first decides."""

import time
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from orders.models import Order
from orders.services import expire_order
from orders.states import OrderStatus
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services import Why, refunding, settle_event
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import A_MOMENT, ROUNDS, at_once, errors, is_seen
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    post_paid,
    staff_reason,
    whole_refund,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def facts(order: Order) -> tuple[str, Decimal, Decimal, int]:
    order.refresh_from_db()
    reserved = order.lines.get().variant.reserved
    return order.status, order.captured, order.refunded, reserved


def pay_at_the_last_moment() -> tuple[Order, list[str]]:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    end = order.pay_by
    answers = at_once(
        partial(capture, attempt, now=end),
        partial(expire_order, order_id=order.pk, now=end),
    )
    return order, errors(answers)


def test_a_payment_against_the_time_out() -> None:
    for _ in range(ROUNDS * 2):
        order, failures = pay_at_the_last_moment()

        paid = (OrderStatus.AWAITING_SHIPMENT, order.total, Decimal(0), 1)
        ended = (OrderStatus.CANCELLED, order.total, order.total, 0)
        assert failures == []
        assert facts(order) in (paid, ended)


@pytest.mark.breaks_laws
def test_without_locks_the_order_is_paid_and_expired(without_order_locks) -> None:
    without_order_locks()

    def is_wrong() -> bool:
        return bool(pay_at_the_last_moment()[1] or broken_laws())

    assert is_seen(is_wrong)


def call_back_often() -> tuple[Order, list[str]]:
    """Ten deliveries of one callback, each worked on at once."""
    order = make_order(make_variant())
    attempt = make_attempt(order)

    def deliver() -> int:
        answer = post_paid(Client(), attempt)
        for event in GatewayEvent.objects.filter(attempt=attempt):
            settle_event(event_id=event.pk, now=NOON)
        return answer.status_code

    return order, at_once(*[deliver] * 10)


def test_one_callback_delivered_ten_times() -> None:
    order, answers = call_back_often()

    assert answers == [200] * 10
    assert GatewayEvent.objects.count() == 1
    assert facts(order) == (OrderStatus.AWAITING_SHIPMENT, order.total, 0, 1)


@pytest.mark.breaks_laws
def test_without_locks_one_callback_counts_twice(without_order_locks) -> None:
    without_order_locks()

    def is_wrong() -> bool:
        return bool(errors(call_back_often()[1]) or broken_laws())

    assert is_seen(is_wrong)


def refund_often() -> tuple[Order, list[str]]:
    order = make_paid_order(make_variant())
    work = partial(whole_refund, order)
    return order, errors(at_once(*[work] * 6))


def test_six_clerks_refund_an_order_once() -> None:
    order, failures = refund_often()

    assert failures == ["NothingToRefund"] * 5
    assert facts(order) == (OrderStatus.CANCELLED, order.total, order.total, 0)


def refund_in_parts() -> Decimal:
    """Six parts of 10.00 of a payment of 32.00; what goes back."""
    attempt = make_paid_order(make_variant()).attempts.get()

    def ask() -> None:
        with transaction.atomic():
            refunding.request_refund(
                attempt=attempt,
                amount=Decimal("10.00"),
                why=staff_reason(),
                now=NOON,
            )

    at_once(*[ask] * 6)
    rows = Refund.objects.filter(attempt=attempt)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


@pytest.mark.breaks_laws  # a living order keeps its total: parts are only a means here
def test_parts_never_exceed_what_was_captured() -> None:
    for _ in range(ROUNDS):
        assert refund_in_parts() == Decimal("30.00")


def read_check_save(
    *, attempt: PaymentAttempt, amount: Decimal, why: Why, now: object
) -> None:
    """Sets money aside as beginners do."""
    row = PaymentAttempt.objects.get(pk=attempt.pk)
    if row.refundable < amount:
        raise ValueError(amount)
    time.sleep(A_MOMENT)
    row.refunded += amount
    row.save(update_fields=["refunded"])
    number = f"R{Refund.objects.count()}-{time.monotonic_ns()}"
    Refund.objects.create(
        attempt=row, number=number, amount=amount, cause=why.cause, requested_at=now
    )


@pytest.mark.breaks_laws
def test_without_the_conditional_update_too_much_goes_back(monkeypatch) -> None:
    monkeypatch.setattr(refunding, "request_refund", read_check_save)

    assert is_seen(lambda: refund_in_parts() > Decimal("32.00"))
