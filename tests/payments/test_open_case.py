"""A refund that fails and a capture that differs are each one case to decide."""

from decimal import Decimal

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.models import MoneyCase
from payments.services import decide_case
from tests.admin.factories import make_owner
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.payments.cases import a_failed_part, a_mismatch
from tests.payments.factories import capture
from tests.walks import at_noon, guest_of, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
Kind, S = MoneyCase.Kind, OrderStatus


def money(order: Order) -> tuple[str, Decimal, Decimal]:
    """Where the order is, what came in, what went back; and all laws hold."""
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.status, order.captured, order.refunded


def test_a_failed_refund_is_one() -> None:
    order, case = a_failed_part()

    assert (case.kind, case.amount) == (Kind.REFUND_FAILED, Decimal("40.00"))
    assert case.refund.attempt == case.attempt
    assert money(order) == (S.SHIPPED, order.total, 0)


def test_another_amount_is_one_and_counts_for_nothing() -> None:
    order, case = a_mismatch()

    assert (case.kind, case.amount, case.currency) == (Kind.MISMATCH, 30, "CNY")
    assert money(order) == (S.PENDING_PAYMENT, 0, 0)


def test_told_often_it_is_one() -> None:
    order, _case = a_mismatch()

    capture(order.attempts.get(), amount=Decimal("30.00"))

    assert MoneyCase.objects.count() == 1


def test_two_trades_are_two() -> None:
    order, _case = a_mismatch()

    capture(order.attempts.get(), amount=Decimal("30.00"), trade_no="T-other")

    assert MoneyCase.objects.count() == 2


@pytest.mark.parametrize("said", [Decimal(10) ** 30, Decimal("-1E+40")])
def test_an_amount_out_of_reach_is_still_one(said: Decimal) -> None:
    _order, case = a_mismatch(amount=said)

    assert abs(case.amount) == Decimal(10) ** 12


def test_a_buyer_reads_of_money_that_waits_until_it_is_decided(at_noon) -> None:  # noqa: F811
    order, case = a_mismatch()
    client, url = guest_of(order), f"/orders/{order.number}/"

    waiting = text_of(client.get(url))
    decide_case(
        case_id=case.pk,
        decision=MoneyCase.Decision.SEND_BACK,
        reason="Not ours",
        staff=make_owner(),
        now=NOON,
    )

    said = "¥30.00 was paid instead of"
    assert said in waiting
    assert said not in text_of(client.get(url))
