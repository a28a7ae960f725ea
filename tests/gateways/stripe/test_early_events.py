"""What Stripe tells of a payment before the payment is done once the payment is known."""

from datetime import datetime, timedelta

import pytest

from payments.jobs import ask_about_open_payments, settle_stored_events
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt
from payments.services.retrying import work_again
from tests.conftest import NOON
from tests.gateways.stripe.fake import Facts
from tests.laws import broken_laws

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=2)
A_WEEK = timedelta(days=7)
DISPUTE = "charge.dispute.created"
COUNTED, STRANGE = "counted for the dispute", "not about a payment of this shop"


def about(session: Facts, **facts: object) -> Facts:
    """A dispute, or a refund from Stripe's dashboard: neither carries our number."""
    return {
        "id": "du_1",
        "amount": 3200,
        "currency": "cny",
        "payment_intent": session["payment_intent"],
        "status": "needs_response",
        "metadata": {},
    } | facts


def sweep(now: datetime = SOON) -> None:
    settle_stored_events(now)
    assert broken_laws() == {}


def outcomes() -> list[str]:
    rows = GatewayEvent.objects.order_by("pk")
    return [event.outcome for event in rows if event.processed_at]


@pytest.mark.parametrize(
    ("kind", "outcome"), [(DISPUTE, COUNTED), ("refund.created", "ignored")]
)
def test_what_comes_first_is_done_after_its_payment(
    session, tell, kind, outcome
) -> None:
    assert tell(kind, about(session)).status_code == 200
    sweep()
    assert outcomes() == []

    tell("checkout.session.completed", session)
    sweep()
    sweep()

    assert outcomes() == [outcome, "settled the order"]
    assert GatewayEvent.objects.earliest("pk").attempt == PaymentAttempt.objects.get()
    assert MoneyCase.objects.count() == (outcome == COUNTED)


def test_the_payments_own_event_may_be_lost(session, tell) -> None:
    """The sweep asks Stripe for the payment."""
    tell(DISPUTE, about(session))

    ask_about_open_payments(SOON)
    sweep()

    assert outcomes() == [COUNTED]
    assert MoneyCase.objects.get().order.paid_at


def test_it_may_be_of_money_that_waits_for_a_decision(session, tell) -> None:
    tell(DISPUTE, about(session, amount=1))
    session["amount_total"] = 1

    tell("checkout.session.completed", session)
    sweep()
    sweep()

    assert outcomes() == [COUNTED, "amount or currency differs"]
    assert set(MoneyCase.objects.values_list("kind", flat=True)) == {
        "chargeback",
        "mismatch",
    }


def test_another_applications_are_given_up_after_a_week(session, tell) -> None:
    tell(DISPUTE, about(session, payment_intent="pi_of_theirs"))

    sweep(NOON + A_WEEK - timedelta(seconds=1))
    assert outcomes() == []
    sweep(NOON + A_WEEK)

    assert outcomes() == [STRANGE]
    assert not work_again(event_id=GatewayEvent.objects.get().pk, now=SOON)


def test_what_was_given_up_is_worked_on_again_by_hand(session, tell) -> None:
    tell(DISPUTE, about(session))
    sweep(NOON + A_WEEK)
    assert outcomes() == [STRANGE]
    ask_about_open_payments(NOON + A_WEEK)

    assert work_again(event_id=GatewayEvent.objects.get().pk, now=NOON + A_WEEK)

    assert outcomes() == [COUNTED]
