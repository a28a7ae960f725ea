"""News of a refund counts for the refund whose number it carries, and only forward."""

import pytest

from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.services import send_refund
from payments.states import RefundStatus
from tests.conftest import NOON
from tests.gateways.stripe.factories import paid, settle_all
from tests.gateways.stripe.fake import Facts
from tests.payments.factories import whole_refund

pytestmark = pytest.mark.django_db


@pytest.fixture
def refund(stripe) -> Refund:
    """On its way."""
    stripe.refund_status = "pending"
    refund = whole_refund(paid(stripe))
    send_refund(refund_id=refund.pk, now=NOON)
    return refund


def made(stripe, refund: Refund, status: str) -> Facts:
    refund.refresh_from_db()
    return stripe.made[refund.gateway_number] | {"status": status}


@pytest.mark.parametrize("kind", ["refund.updated", "charge.refund.updated"])
def test_a_refund_that_arrived_is_done(stripe, refund, tell, kind) -> None:
    assert tell(kind, made(stripe, refund, "succeeded")).status_code == 200
    settle_all()

    refund.refresh_from_db()
    assert refund.status == RefundStatus.DONE


@pytest.mark.parametrize("kind", ["refund.failed", "refund.updated"])
def test_a_refund_that_fails_after_it_was_done_is_money_to_decide(
    stripe, refund, tell, kind
) -> None:
    tell("refund.updated", made(stripe, refund, "succeeded"), id="evt_done")
    settle_all()

    reason = {"failure_reason": "declined"}
    tell(kind, made(stripe, refund, "failed") | reason, id="evt_failed")
    settle_all()

    refund.refresh_from_db()
    assert (refund.status, refund.note) == (RefundStatus.FAILED, "declined")
    assert MoneyCase.objects.get().refund == refund


def test_old_news_of_a_refund_takes_nothing_back(stripe, refund, tell) -> None:
    tell("refund.updated", made(stripe, refund, "succeeded"), id="evt_2")
    tell("refund.created", made(stripe, refund, "pending"), id="evt_1")

    assert settle_all()[-1] == "known already"
    refund.refresh_from_db()
    assert refund.status == RefundStatus.DONE


def test_a_refund_of_another_sum_is_not_believed(stripe, refund, tell) -> None:
    tell("refund.updated", made(stripe, refund, "succeeded") | {"amount": 1})

    assert settle_all() == ["no such refund"]
    refund.refresh_from_db()
    assert refund.status == RefundStatus.PROCESSING


def test_a_refund_that_overtakes_its_payment_is_kept(stripe, session, tell) -> None:
    """By our own hand there is none yet: one from the dashboard pays nothing back."""
    by_hand = {
        "id": "re_hand",
        "object": "refund",
        "status": "succeeded",
        "amount": 3200,
        "currency": "cny",
        "payment_intent": session["payment_intent"],
        "metadata": {},
    }

    assert tell("refund.created", by_hand).status_code == 200
    tell("checkout.session.completed", session)
    settle_all()
    assert tell("refund.updated", by_hand).status_code == 200

    attempt = PaymentAttempt.objects.get()
    assert GatewayEvent.objects.first().attempt == attempt
    assert attempt.refunded == 0
