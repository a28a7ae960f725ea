"""Stripe is asked what became of a session, and told to end it, before the shop acts."""

from datetime import timedelta

import pytest

from orders.models import Order
from orders.states import Actor, OrderStatus
from payments.errors import GatewayAway
from payments.gateways.base import TradeStatus
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.services import ask_gateway, cancel_order, expire_order
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.stripe.factories import opened, paid, settle_all, started
from tests.gateways.stripe.fake import Facts
from tests.gateways.stripe.fake_server import HANG, SPOILED
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def attempt(stripe) -> PaymentAttempt:
    return started()


@pytest.fixture
def session(stripe, attempt) -> Facts:
    return stripe.sessions[attempt.reference]


def ask(attempt: PaymentAttempt, *, closing: bool = False) -> TradeStatus:
    state = ask_gateway(attempt_id=attempt.pk, now=NOON, closing=closing)
    assert state is not None
    attempt.refresh_from_db()
    return state.status


def test_an_open_page_waits(attempt) -> None:
    assert ask(attempt) is TradeStatus.WAITING


def test_money_whose_callback_was_lost_is_found(stripe, attempt, session) -> None:
    stripe.pay(session)

    assert ask(attempt) is TradeStatus.PAID
    assert attempt.trade_no == session["payment_intent"]
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_a_bank_that_needs_days_is_waited_for(stripe, attempt, session) -> None:
    stripe.pay(session, status="unpaid")

    assert ask(attempt) is TradeStatus.WAITING
    assert Order.objects.get().is_unpaid


@pytest.mark.parametrize("intent", ["requires_payment_method", "canceled"])
def test_a_bank_that_said_no_ends_the_attempt(stripe, attempt, session, intent) -> None:
    stripe.pay(session, status="unpaid")
    stripe.intents[session["payment_intent"]]["status"] = intent

    assert ask(attempt) is TradeStatus.CLOSED
    assert attempt.status == AttemptStatus.CLOSED


def test_a_page_that_ran_out_ends_the_attempt(attempt, session) -> None:
    session["status"] = "expired"

    assert ask(attempt) is TradeStatus.CLOSED


@pytest.mark.parametrize(
    "wrong", [{"amount_total": 3199}, {"currency": "usd"}, {"amount_total": 320000}]
)
def test_another_sum_or_currency_settles_nothing(
    stripe, attempt, session, wrong
) -> None:
    stripe.pay(session, **wrong)

    ask(attempt)

    assert attempt.status == AttemptStatus.DISPUTED
    assert MoneyCase.objects.get().trade_no == session["payment_intent"]
    assert Order.objects.get().is_unpaid


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_total": 32.0},
        {"amount_total": "3200"},
        {"amount_total": 10**30},
        {"amount_total": None},
        {"payment_intent": None},
        {"currency": None},
        {"status": "strange"},
        {"client_reference_id": "P000000000000000000000000"},
    ],
)
def test_an_answer_that_says_nothing_changes_nothing(
    stripe, attempt, session, wrong
) -> None:
    stripe.pay(session)
    stripe.fail("retrieve", 200, body=session | wrong)

    with pytest.raises(GatewayAway):
        ask(attempt)

    assert PaymentAttempt.objects.get().status == AttemptStatus.OPEN


def test_a_session_whose_answer_was_lost_is_asked_about_too(stripe) -> None:
    """Its callback is lost as well; the same question gives the same session."""
    attempt = opened()
    stripe.fail("create", HANG, acts=True)
    stripe.fail("create", HANG)
    with pytest.raises(GatewayAway):
        ask(attempt)
    stripe.pay(stripe.only_session())

    PaymentAttempt.objects.update(asked_at=None)
    assert ask(attempt) is TradeStatus.PAID
    assert attempt.reference == stripe.only_session()["id"]


def test_closing_ends_the_page(stripe, attempt, session) -> None:
    assert ask(attempt, closing=True) is TradeStatus.CLOSED
    assert session["status"] == "expired"
    assert ask(attempt, closing=True) is TradeStatus.CLOSED


def test_what_was_paid_in_the_last_moment_is_told_when_closing(
    stripe, attempt, session
) -> None:
    stripe.pay(session)

    assert expire_order(order_id=attempt.order_id, now=LATER) is False
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_an_order_ends_only_after_its_page(stripe, attempt, session) -> None:
    assert expire_order(order_id=attempt.order_id, now=LATER)

    assert session["status"] == "expired"
    assert PaymentAttempt.objects.get().status == AttemptStatus.CLOSED


def test_a_cancelled_order_is_not_paid_any_more(stripe, attempt, session) -> None:
    cancel_order(order_id=attempt.order_id, now=NOON, actor=Actor.BUYER)

    assert session["status"] == "expired"


def test_an_attempt_that_stripe_never_heard_of_is_closed_there_too(stripe) -> None:
    """Its request may still be on the way: what it made is found and ended."""
    attempt = opened()

    assert ask(attempt, closing=True) is TradeStatus.CLOSED

    assert [one["status"] for one in stripe.sessions.values()] == ["expired"]


@pytest.mark.parametrize("closing", [True, False])
def test_one_of_which_stripe_only_repeats_errors_is_over(stripe, closing) -> None:
    """What it may have made has an address that nobody knows."""
    attempt = opened()
    for _ in range(6):
        stripe.fail("create", SPOILED, acts=True)

    assert ask(attempt, closing=closing) is TradeStatus.CLOSED
    cancel_order(order_id=attempt.order_id, now=NOON, actor=Actor.BUYER)


def test_after_its_time_nothing_new_is_made_to_be_closed(stripe) -> None:
    attempt = opened()
    stripe.now = attempt.order.pay_by + timedelta(minutes=10)

    assert ask(attempt, closing=True) is TradeStatus.CLOSED
    assert not stripe.sessions


@pytest.mark.parametrize("status", [HANG, 429, SPOILED, 503])
def test_no_clear_answer_closes_nothing(stripe, attempt, status) -> None:
    stripe.fail("expire", status)

    with pytest.raises(GatewayAway):
        ask(attempt, closing=True)

    assert PaymentAttempt.objects.get().status == AttemptStatus.OPEN


def test_a_page_that_will_not_end_is_not_called_ended(stripe, attempt, session) -> None:
    stripe.fail("expire", 400, code="resource_busy")

    with pytest.raises(GatewayAway):
        ask(attempt, closing=True)


def test_money_that_came_to_a_closed_attempt_goes_back(
    stripe, attempt, session, tell
) -> None:
    order = Order.objects.get()
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)
    stripe.pay(session)

    tell("checkout.session.completed", session)
    settle_all()

    assert Refund.objects.get().cause == Refund.Cause.LATE


def test_a_refunded_payment_was_paid_all_the_same(stripe) -> None:
    order = paid(stripe, make_order(make_variant()))
    stripe.intents[order.attempts.get().trade_no]["refunded"] = 3200
    attempt = order.attempts.get()

    PaymentAttempt.objects.update(asked_at=None)
    assert ask(attempt) is TradeStatus.PAID


def test_the_reference_of_a_captured_attempt_stays(stripe) -> None:
    attempt = paid(stripe).attempts.get()

    assert attempt.remember("cs_test_other") is False
    assert PaymentAttempt.objects.get().reference == next(iter(stripe.sessions))
