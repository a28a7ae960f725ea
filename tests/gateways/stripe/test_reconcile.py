"""Our books and Stripe's agree at the end of the day, or somebody is told."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.models import Difference, Statement
from payments.services import send_refund
from payments.services.reconciling import reconcile
from tests.conftest import NOON
from tests.gateways.stripe.factories import paid, started
from tests.gateways.stripe.fake import Facts
from tests.laws import broken_laws
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db
NEXT_DAY = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def charge(number: object, **facts: Any) -> Facts:
    intent = f"pi_{number}"
    theirs = {"id": f"ch_{number}", "amount": 700, "payment_intent": intent}
    return theirs | {"currency": "cny"} | facts


def by_hand(number: str, payment_intent: str) -> Facts:
    """A refund from the dashboard carries nothing of what its payment carries."""
    facts = {"id": number, "amount": 500, "currency": "cny", "status": "succeeded"}
    return facts | {"payment_intent": payment_intent, "metadata": {}}


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
    stripe._book("charge", 700, charge("x", metadata={"out_trade_no": "P-of-ours"}))

    assert differences() == [Difference.Kind.THEIRS_ONLY]
    assert Difference.objects.get().line.number == "P-of-ours"


def test_a_refund_from_stripes_own_desk_is_told_with_its_order(stripe) -> None:
    order = paid(stripe)
    intent = order.attempts.get().trade_no
    stripe._book("refund", -500, by_hand("re_x", payment_intent=intent))

    assert differences() == [Difference.Kind.THEIRS_ONLY]
    assert Difference.objects.get().attempt.order == order
    assert Statement.objects.get().refunds == 1
    assert stripe.asked[-1][0] == "books"


def test_a_refund_of_a_payment_that_only_stripe_knows_of_is_told(stripe) -> None:
    payment = charge("x", metadata={"out_trade_no": "P-of-ours"})
    stripe._book("charge", 700, payment)
    stripe._book("refund", -700, by_hand("re_x", payment_intent="pi_x"))

    assert differences() == [Difference.Kind.THEIRS_ONLY] * 2


def test_another_applications_money_is_kept_and_told_to_nobody(
    stripe, settings, django_assert_max_num_queries
) -> None:
    """Whether it names itself or not, and however much there is of it."""
    settings.STRIPE_ACCOUNT_IS_SHARED = True
    paid(stripe)
    for number in range(60):
        metadata = {"shop": "another"} if number % 2 else {}
        stripe._book("charge", 700, charge(number, metadata=metadata))
        stripe._book("refund", -500, by_hand(f"re_{number}", f"pi_{number}"))
    stripe.asked.clear()

    with django_assert_max_num_queries(45):
        assert differences() == []

    assert [route for route, _said, _headers in stripe.asked] == ["books", "books"]
    statement = Statement.objects.get()
    assert (statement.payments, statement.refunds, statement.others) == (1, 0, 120)
    assert (statement.paid, statement.fees) == (Decimal(32), Decimal("0.30"))
    assert statement.lines.filter(is_strange=True).count() == 120
    assert broken_laws() == {}


@pytest.mark.parametrize("metadata", [{}, {"order": "7"}])
def test_at_an_account_of_our_own_money_without_our_number_is_told(
    stripe, metadata
) -> None:
    stripe._book("charge", 700, charge("x", metadata=metadata))

    assert differences() == [Difference.Kind.THEIRS_ONLY]


def test_ours_without_our_number_is_known_by_its_payment(stripe) -> None:
    """Somebody has edited what we have written there."""
    paid(stripe)
    stripe.entries[0]["source"]["metadata"] = {}

    assert differences() == []
    assert Statement.objects.get().payments == 1


def test_a_refund_that_only_we_know_of_is_told(stripe) -> None:
    refund = sum_back(paid(stripe), "5.00")
    send_refund(refund_id=refund.pk, now=NOON)
    del stripe.entries[1]

    assert differences() == [Difference.Kind.OURS_ONLY]
    assert Difference.objects.get().refund == refund
    assert broken_laws() == {}


def test_money_that_only_we_know_of_is_told(stripe) -> None:
    paid(stripe)
    stripe.entries.clear()

    assert differences() == [Difference.Kind.OURS_ONLY]
