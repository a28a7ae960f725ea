"""One attempt has one session at Stripe, however often its start is asked for."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from orders.models import Order
from payments.errors import GatewayAway, MethodNotOffered, NotPayable
from payments.gateways.registry import gateway_named
from payments.gateways.stripe.client import API_VERSION
from payments.models import PaymentAttempt
from payments.services import ask_gateway, start_payment
from payments.states import AttemptStatus
from shop.kernel.failpoints import FailpointReached
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.stripe.factories import opened, start, started
from tests.gateways.stripe.fake_server import HANG, SPOILED, WAIT
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return make_order(make_variant())


def test_leads_to_a_hosted_page_that_knows_our_number(stripe, order) -> None:
    address = start(order)

    attempt = order.attempts.get()
    session = stripe.only_session()
    number = {"out_trade_no": attempt.out_trade_no}
    assert address == session["url"]
    assert (attempt.reference, attempt.trade_no) == (session["id"], None)
    assert session["client_reference_id"] == attempt.out_trade_no
    assert (session["metadata"], session["promised"]) == (number, number)
    assert (session["amount_total"], session["currency"]) == (3200, "cny")


def test_says_where_the_buyer_comes_back(stripe, order) -> None:
    start(order)

    (said,) = stripe.asked_for("create")
    number = order.attempts.get().out_trade_no
    home = "https://shop.test"
    back = f"{home}/payments/stripe/return/?out_trade_no={number}"
    assert said["success_url"] == back
    assert said["cancel_url"] == f"{home}/orders/{order.number}/pay/"
    assert said["mode"] == "payment"


def test_pins_the_version_of_the_api(stripe, order) -> None:
    start(order)

    assert stripe.asked[0][2]["stripe-version"] == API_VERSION


@pytest.mark.parametrize(
    ("pay_by", "ends"),
    [
        (timedelta(minutes=5), timedelta(minutes=40)),
        (timedelta(minutes=30), timedelta(minutes=65)),
        (timedelta(days=3), timedelta(hours=23, minutes=55)),
    ],
)
def test_the_page_lives_as_long_as_stripe_lets_it(stripe, order, pay_by, ends) -> None:
    Order.objects.filter(pk=order.pk).update(pay_by=NOON + pay_by)

    start(order)

    said = stripe.asked_for("create")[0]["expires_at"]
    assert datetime.fromtimestamp(int(said), tz=NOON.tzinfo) == NOON + ends


def test_a_page_can_be_opened_in_the_last_minute(stripe, order) -> None:
    stripe.now = order.pay_by - timedelta(seconds=1)

    assert start(order, now=stripe.now) == stripe.only_session()["url"]


def test_the_clocks_of_others_are_not_ahead(stripe, order, settings) -> None:
    settings.CLOCK_AHEAD = timedelta(days=2)
    stripe.now = NOON - timedelta(days=2)

    assert start(order)


def test_asked_again_it_is_the_same_page(stripe, order) -> None:
    first = start(order)
    stripe.now += timedelta(minutes=3)

    with translation.override("zh-hans"):
        again = start(order, now=NOON + timedelta(minutes=3))

    assert again == first
    assert len(stripe.sessions) == 1
    assert len(stripe.asked_for("create")) == 1


@pytest.mark.parametrize("status", [HANG, WAIT])
def test_a_lost_answer_is_asked_for_again_by_itself(
    stripe, order, settings, status
) -> None:
    settings.PAYMENT_HTTP_TIMEOUT = 1.0 if status == WAIT else 5.0
    stripe.fail("create", status, acts=True)

    address = start(order)

    assert address == stripe.only_session()["url"]
    assert len(set(stripe.keys_of("create"))) == 1


def test_what_was_lost_twice_is_found_by_the_next_try(stripe, order) -> None:
    """Later, in another language: what is sent is the same to the letter."""
    stripe.fail("create", HANG, acts=True)
    stripe.fail("create", HANG)
    with pytest.raises(GatewayAway):
        start(order)

    with translation.override("zh-hans"):
        start(order, now=NOON + timedelta(minutes=9))

    assert len(stripe.sessions) == 1
    assert len({tuple(said.items()) for said in stripe.asked_for("create")}) == 1


def test_a_process_that_died_after_the_answer_finds_its_session(
    stripe, order, settings
) -> None:
    settings.FAILPOINT = "pay.gateway_did_it=raise"
    with pytest.raises(FailpointReached):
        start(order)
    settings.FAILPOINT = ""

    assert start(order) == stripe.only_session()["url"]


@pytest.mark.parametrize("acts", [True, False])
def test_an_error_that_stripe_repeats_for_a_day_is_passed_by(
    stripe, order, acts
) -> None:
    stripe.fail("create", SPOILED, acts=acts)

    address = start(order)

    assert address == list(stripe.sessions.values())[-1]["url"]
    assert len(stripe.keys_of("create")) == 3
    assert len(set(stripe.keys_of("create"))) == 2
    assert start(order) == address


def test_it_is_remembered_that_an_error_is_repeated(stripe, order) -> None:
    """Even where Stripe would not say so."""
    stripe.tells_of_replays = False
    stripe.fail("create", SPOILED)

    with pytest.raises(GatewayAway):
        start(order)

    assert start(order) == stripe.only_session()["url"]


def test_a_stripe_that_only_errs_is_away_until_it_errs_no_more(stripe, order) -> None:
    for _ in range(6):
        stripe.fail("create", SPOILED)

    with pytest.raises(GatewayAway):
        start(order)

    assert start(order) == stripe.only_session()["url"]
    assert [one.status for one in order.attempts.all()] == ["open", "closed"]


@pytest.mark.parametrize("status", [429, 502, 503])
def test_no_clear_answer_is_no_refusal(stripe, order, status) -> None:
    stripe.fail("create", status)
    stripe.fail("create", status)

    with pytest.raises(GatewayAway):
        start(order)

    assert order.attempts.get().status == AttemptStatus.OPEN


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'"x"', b"{}", b"\xff", b"null"])
def test_an_unreadable_answer_says_nothing(stripe, order, body) -> None:
    stripe.fail("create", 200, body=body)

    with pytest.raises(GatewayAway):
        start(order)


def test_another_attempts_session_is_no_answer(stripe, order) -> None:
    other = started()
    stripe.fail("create", 200, body=stripe.sessions[other.reference])

    with pytest.raises(GatewayAway):
        start(order)

    assert order.attempts.get().reference == ""


def test_a_wrong_key_is_no_refusal_of_the_order(stripe, order, settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_revoked"

    with pytest.raises(GatewayAway):
        start(order)


def test_a_sum_that_stripe_does_not_take_asks_for_another_way(stripe) -> None:
    stripe.minimum = 10_000
    order = make_order(make_variant())

    with pytest.raises(MethodNotOffered):
        start(order)

    attempt = order.attempts.get()
    ask_gateway(attempt_id=attempt.pk, now=NOON)
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED


def test_a_part_that_stripe_does_not_know_never_reaches_it(stripe) -> None:
    attempt = opened()
    attempt.currency = "JPY"
    attempt.amount = Decimal("10.50")

    with pytest.raises(MethodNotOffered):
        gateway_named("stripe").start(attempt, payer=None, now=NOON)

    assert not stripe.asked


def test_a_page_that_has_run_out_is_followed_by_another(stripe, order) -> None:
    first = start(order)
    stripe.only_session()["status"] = "expired"

    second = start(order)

    assert second != first
    assert order.attempts.get().reference == list(stripe.sessions)[-1]
    assert start(order) == second


def test_a_page_that_was_paid_leads_back_to_the_shop(stripe, order) -> None:
    attempt = started(order)
    stripe.pay(stripe.only_session())

    assert f"return/?out_trade_no={attempt.out_trade_no}" in start(order)


def test_an_attempt_that_was_closed_meanwhile_has_no_page(stripe, order) -> None:
    """The order was cancelled while Stripe was opening its page."""
    attempt = opened(order)
    PaymentAttempt.objects.update(status=AttemptStatus.CLOSED, closed_at=NOON)

    with pytest.raises(NotPayable):
        gateway_named("stripe").start(attempt, payer=None, now=NOON)

    assert stripe.only_session()["status"] == "expired"
    assert PaymentAttempt.objects.get().reference == ""


def test_without_its_keys_it_is_not_offered(settings, rf) -> None:
    gateway = gateway_named("stripe")
    for key, secret, offered in [("sk_test_x", "whsec_x", 1), ("sk_test_x", "", 0)]:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = key, secret
        assert gateway.is_offered(rf.get("/")) is bool(offered)

    with pytest.raises(MethodNotOffered):
        start_payment(
            order_id=make_order(make_variant()).pk, gateway="stripe", now=NOON
        )


def test_a_changed_address_of_the_shop_is_another_question(
    stripe, order, settings
) -> None:
    """The old session, if there is one, has an address that nobody knows."""
    stripe.fail("create", HANG, acts=True)
    stripe.fail("create", HANG)
    with pytest.raises(GatewayAway):
        start(order)
    settings.PAYMENT_NOTIFY_BASE_URL = "https://new.test"

    assert start(order) == list(stripe.sessions.values())[-1]["url"]
