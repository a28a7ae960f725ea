"""Money reaches an order once; what is too late or too much goes back."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
from django.db import IntegrityError

from accounts.models import OutboxMessage
from orders.models import Order
from orders.signals import order_paid
from orders.states import OrderStatus
from payments.models import PaymentAttempt, Refund
from payments.services import apply_capture
from payments.services.capturing import Outcome
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import (
    capture,
    make_attempt,
    make_capture,
    whole_refund,
)

pytestmark = pytest.mark.django_db


def test_settles_the_order() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)

    assert capture(attempt) is Outcome.SETTLED

    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.status, order.paid_at) == (OrderStatus.AWAITING_SHIPMENT, NOON)
    assert (order.captured, order.refunded) == (order.total, 0)
    assert (attempt.status, attempt.settles) == (AttemptStatus.CAPTURED, True)
    assert (attempt.captured, attempt.captured_at) == (order.total, NOON)


def test_counts_what_was_sold() -> None:
    cup = make_variant()

    capture(make_attempt(make_order(cup, quantity=3)))

    cup.product.refresh_from_db()
    assert cup.product.sold_count == 3


def test_tells_the_buyer_and_the_shop(django_capture_on_commit_callbacks) -> None:
    order, listener = make_order(make_variant()), Mock()
    order_paid.connect(listener)

    with django_capture_on_commit_callbacks(execute=True):
        capture(make_attempt(order))

    order_paid.disconnect(listener)
    listener.assert_called_once_with(signal=order_paid, sender=Order, order_id=order.pk)
    assert OutboxMessage.objects.filter(key=f"order-{order.number}-paid").exists()


def test_the_same_money_counts_once() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    capture(attempt)

    assert capture(attempt) is Outcome.REPEATED

    order.refresh_from_db()
    assert order.captured == order.total
    assert not Refund.objects.exists()


def test_settles_until_the_sweep_has_ended_the_order() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)

    assert capture(attempt, now=order.pay_by + timedelta(minutes=1)) is Outcome.SETTLED


def test_settles_an_attempt_that_was_closed_a_moment_ago() -> None:
    attempt = make_attempt(make_order(make_variant()))
    PaymentAttempt.objects.update(status=AttemptStatus.CLOSED, closed_at=NOON)

    assert capture(attempt) is Outcome.SETTLED


def test_an_unknown_number_changes_nothing() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)

    assert capture(attempt, out_trade_no="P-unknown") is Outcome.UNKNOWN

    order.refresh_from_db()
    assert (order.is_unpaid, order.captured) == (True, 0)


def test_another_gateway_cannot_speak_for_it() -> None:
    attempt = make_attempt(make_order(make_variant()))

    outcome = apply_capture(gateway="other", capture=make_capture(attempt), now=NOON)

    assert outcome is Outcome.UNKNOWN
    assert Order.objects.get().is_unpaid


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal("0.01")},
        {"amount": Decimal("31.99")},
        {"amount": Decimal("3200")},
        {"amount": Decimal("-32")},
        {"currency": "USD"},
        {"currency": "cny"},
        {"mismatch": "another app"},
    ],
)
def test_a_wrong_sum_never_settles(wrong) -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)

    assert capture(attempt, **wrong) is Outcome.DISPUTED

    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.is_unpaid, order.captured) == (True, 0)
    assert (attempt.status, attempt.captured) == (AttemptStatus.DISPUTED, 0)
    assert f"T-{attempt.pk}" in attempt.note


def test_the_right_sum_settles_after_a_wrong_one() -> None:
    attempt = make_attempt(make_order(make_variant()))
    capture(attempt, amount=Decimal(1), trade_no="T-wrong")

    assert capture(attempt, trade_no="T-right") is Outcome.SETTLED

    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_a_wrong_sum_after_the_right_one_is_only_noted() -> None:
    attempt = make_attempt(make_order(make_variant()))
    capture(attempt)

    outcome = capture(attempt, amount=Decimal(1), trade_no="T-second")

    attempt.refresh_from_db()
    assert outcome is Outcome.DISPUTED
    assert (attempt.status, attempt.settles) == (AttemptStatus.CAPTURED, True)
    assert "T-second" in attempt.note


# --- too much ----------------------------------------------------------------------


def test_a_second_payment_under_one_number_goes_back() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    capture(attempt, trade_no="T-1")

    assert capture(attempt, trade_no="T-2") is Outcome.REFUNDED

    order.refresh_from_db()
    refund = Refund.objects.get()
    assert (order.captured, order.refunded) == (order.total * 2, order.total)
    assert (refund.cause, refund.attempt.trade_no) == (Refund.Cause.SURPLUS, "T-2")
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_every_further_payment_goes_back() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)

    outcomes = [capture(attempt, trade_no=f"T-{many}") for many in range(4)]
    outcomes += [capture(attempt, trade_no=f"T-{many}") for many in range(4)]

    order.refresh_from_db()
    assert outcomes == (
        [Outcome.SETTLED] + [Outcome.REFUNDED] * 3 + [Outcome.REPEATED] * 4
    )
    assert order.captured - order.refunded == order.total
    assert PaymentAttempt.objects.filter(settles=True).count() == 1


def test_a_payment_by_a_second_attempt_goes_back() -> None:
    order = make_order(make_variant())
    first = make_attempt(order)
    PaymentAttempt.objects.update(status=AttemptStatus.CLOSED)
    second = make_attempt(order)
    capture(second)

    assert capture(first) is Outcome.REFUNDED

    assert refund_of_attempt(first).cause == Refund.Cause.SURPLUS


def refund_of_attempt(attempt: PaymentAttempt) -> Refund:
    return Refund.objects.get(attempt=attempt)


def test_money_after_a_whole_refund_goes_back_too() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    capture(attempt)
    whole_refund(order)

    assert capture(attempt, trade_no="T-late") is Outcome.REFUNDED

    order.refresh_from_db()
    assert order.captured == order.refunded == order.total * 2


# --- what the database itself refuses --------------------------------------------


def test_one_attempt_settles_an_order() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    capture(attempt, trade_no="T-1")
    capture(attempt, trade_no="T-2")

    with pytest.raises(IntegrityError):
        PaymentAttempt.objects.update(settles=True)


def test_one_trade_is_one_attempt() -> None:
    one, other = (make_attempt(make_order(make_variant())) for _ in range(2))
    PaymentAttempt.objects.filter(pk=one.pk).update(trade_no="T-1")

    with pytest.raises(IntegrityError):
        PaymentAttempt.objects.filter(pk=other.pk).update(trade_no="T-1")
