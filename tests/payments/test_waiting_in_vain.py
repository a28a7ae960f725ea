"""A buyer who waits is told when no money will come, or when it was another sum."""

from decimal import Decimal

import pytest

from orders.models import Order
from payments.gateways.demo import bank
from payments.models import PaymentAttempt
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.payments.factories import capture, make_attempt, start_attempt
from tests.walks import at_noon, guest_of, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return make_order(make_variant())


def wait_url(order: Order) -> str:
    return f"/orders/{order.number}/pay/wait/"


def test_who_has_not_tried_to_pay_is_led_there(order) -> None:
    response = guest_of(order).get(wait_url(order))

    assert response.url == f"/orders/{order.number}/pay/"


def test_a_payment_that_the_gateway_has_ended_is_told_of(order) -> None:
    """A bank that said no after a day, a page that ran out."""
    bank.close_trade(start_attempt(order).out_trade_no)

    response = guest_of(order).get(wait_url(order))

    assert PaymentAttempt.objects.get().status == "closed"
    assert "The payment was not made" in text_of(response)
    assert "Try again or pay another way" in text_of(response)
    assert "Refresh" not in response.headers


def test_another_sum_is_told_of_and_not_asked_for_again(order) -> None:
    capture(make_attempt(order), amount=Decimal("1.00"))

    response = guest_of(order).get(wait_url(order), follow=True)

    assert response.redirect_chain == [(f"/orders/{order.number}/", 302)]
    assert "Another amount came in" in text_of(response)


def test_a_second_try_is_waited_for(order) -> None:
    bank.close_trade(start_attempt(order).out_trade_no)
    guest_of(order).get(wait_url(order))
    start_attempt(order)

    response = guest_of(order).get(wait_url(order))

    assert "Checking your payment" in text_of(response)
