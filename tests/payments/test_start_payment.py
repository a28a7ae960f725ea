"""An order is paid by an attempt of its own, opened once while it waits."""

from datetime import timedelta

import pytest

from orders.services import expire_order
from payments.errors import MethodNotOffered, NotPayable
from payments.models import DemoTrade, PaymentAttempt
from payments.services import open_attempt, start_payment
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import capture, make_attempt, make_paid_order

pytestmark = pytest.mark.django_db


def test_freezes_amount_and_currency() -> None:
    order = make_order(make_variant())

    attempt = make_attempt(order)

    assert (attempt.amount, attempt.currency) == (order.total, "CNY")
    assert (attempt.status, attempt.captured) == (AttemptStatus.OPEN, 0)


def test_asked_again_it_is_the_same_attempt() -> None:
    order = make_order(make_variant())

    urls = {start_payment(order_id=order.pk, gateway="demo", now=NOON) for _ in "abc"}

    assert len(urls) == 1
    assert PaymentAttempt.objects.count() == DemoTrade.objects.count() == 1


def test_a_closed_attempt_is_followed_by_another_with_its_own_number() -> None:
    order = make_order(make_variant())
    first = make_attempt(order)
    PaymentAttempt.objects.update(status=AttemptStatus.CLOSED)

    second = make_attempt(order)

    assert first.out_trade_no != second.out_trade_no


def test_a_number_suits_every_gateway() -> None:
    number = make_attempt(make_order(make_variant())).out_trade_no

    assert number.isalnum()
    assert number.isascii()
    assert len(number) <= 28  # room for a second capture's own number


def test_a_paid_order_is_not_paid_again() -> None:
    order = make_paid_order(make_variant())

    with pytest.raises(NotPayable):
        make_attempt(order)

    assert PaymentAttempt.objects.count() == 1


def test_an_ended_order_is_not_paid() -> None:
    order = make_order(make_variant())
    expire_order(order_id=order.pk, now=order.pay_by)

    with pytest.raises(NotPayable):
        make_attempt(order)


def test_time_is_up_before_the_sweep_says_so() -> None:
    order = make_order(make_variant())

    with pytest.raises(NotPayable):
        make_attempt(order, now=order.pay_by)

    assert make_attempt(order, now=order.pay_by - timedelta(seconds=1))


def test_knows_its_gateways() -> None:
    order = make_order(make_variant())

    with pytest.raises(MethodNotOffered):
        open_attempt(order_id=order.pk, gateway="nobody", now=NOON)

    assert not PaymentAttempt.objects.exists()


def test_play_money_only_where_it_is_switched_on(settings) -> None:
    settings.DEMO_GATEWAY = False
    order = make_order(make_variant())

    with pytest.raises(MethodNotOffered):
        start_payment(order_id=order.pk, gateway="demo", now=NOON)

    assert not DemoTrade.objects.exists()


def test_a_captured_attempt_is_not_opened_again() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    capture(attempt)

    with pytest.raises(NotPayable):
        make_attempt(order)
