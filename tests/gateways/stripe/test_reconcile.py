"""Our books and Stripe's agree at the end of the day, or somebody is told."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.models import Difference, Statement
from payments.services import send_refund
from payments.services.reconciling import reconcile
from tests.conftest import NOON
from tests.gateways.stripe.factories import paid, started
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db
NEXT_DAY = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def differences() -> list[str]:
    reconcile(gateway="stripe", day=NOON.date(), now=NEXT_DAY)
    rows = Difference.objects.filter(resolved_at=None).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_day_of_payments_and_refunds_agrees(stripe) -> None:
    order = paid(stripe)
    refund = sum_back(order, "5.00")
    send_refund(refund_id=refund.pk, now=NOON)
    stripe._book("payout", -2000, {}, fee=0)

    assert differences() == []
    statement = Statement.objects.get()
    assert (statement.payments, statement.refunds, statement.others) == (1, 1, 1)
    assert (statement.paid, statement.refunded) == (Decimal(32), Decimal(5))
    assert statement.fees == Decimal("0.30")


def test_a_payment_that_was_lost_on_every_way_settles_by_the_books(stripe) -> None:
    attempt = started()
    stripe.pay(stripe.sessions[attempt.reference])

    assert differences() == []
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_money_that_only_stripe_knows_of_is_told(stripe) -> None:
    theirs = {"id": "ch_x", "amount": 700, "currency": "cny", "payment_intent": "pi_x"}
    stripe._book("charge", 700, theirs)

    assert differences() == [Difference.Kind.THEIRS_ONLY]


def test_money_that_only_we_know_of_is_told(stripe) -> None:
    paid(stripe)
    stripe.entries.clear()

    assert differences() == [Difference.Kind.OURS_ONLY]
