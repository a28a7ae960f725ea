"""A buyer's walk through the pages, with Stripe's page in the middle."""

import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.gateways.base import NOBODY
from payments.gateways.registry import gateway_named
from payments.gateways.watch import is_resting
from payments.models import GatewayEvent, MoneyCase, Refund
from payments.services import decide_case, send_refund
from payments.states import AttemptStatus, RefundStatus
from tests.admin.factories import make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.stripe.factories import settle_all
from tests.gateways.stripe.fake_server import HANG
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.factories import whole_refund
from tests.walks import guest_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe) -> Order:
    return make_order(make_variant())


def press_pay(order: Order):
    return guest_of(order).post(f"/orders/{order.number}/pay/", {"gateway": "stripe"})


def test_from_the_button_to_the_refund(stripe, order, tell) -> None:
    client = guest_of(order)
    response = press_pay(order)
    session = stripe.only_session()
    assert (response.status_code, response["Location"]) == (303, session["url"])

    back = stripe.asked_for("create")[0]["success_url"].removeprefix(
        "https://shop.test"
    )
    waiting = client.get(back)
    assert waiting["Location"] == f"/orders/{order.number}/pay/wait/"
    assert b"Refresh" not in client.get(waiting["Location"]).content
    assert Order.objects.get().is_unpaid

    stripe.pay(session)
    tell("checkout.session.completed", session)
    settle_all()
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT

    stripe.refund_status = "pending"
    refund = whole_refund(order)
    send_refund(refund_id=refund.pk, now=NOON)
    assert Refund.objects.get().status == RefundStatus.PROCESSING
    (made,) = stripe.made.values()
    tell("refund.updated", made | {"status": "succeeded"})
    settle_all()

    assert Refund.objects.get().status == RefundStatus.DONE
    assert broken_laws() == {}


def test_money_may_overtake_the_answer_that_opens_its_page(stripe, order, tell) -> None:
    stripe.fail("create", HANG, acts=True)
    stripe.fail("create", HANG)
    assert press_pay(order).status_code == 503
    stale = order.attempts.get()

    tell("checkout.session.completed", stripe.pay(stripe.only_session()))
    settle_all()
    address = gateway_named("stripe").start(stale, payer=NOBODY, now=NOON)

    assert address == stripe.asked_for("create")[0]["success_url"]
    attempt = order.attempts.get()
    assert (attempt.status, attempt.settles) == (AttemptStatus.CAPTURED, True)


@pytest.mark.parametrize(("currency", "units"), [("JPY", 32), ("KWD", 32_000)])
def test_sells_in_a_currency_without_cents(
    stripe, settings, tell, currency, units
) -> None:
    settings.SHOP_CURRENCY, stripe.minimum = currency, 1
    order = make_order(make_variant())
    press_pay(order)
    session = stripe.only_session()
    assert (session["amount_total"], session["currency"]) == (units, currency.lower())

    tell("checkout.session.completed", stripe.pay(session))
    settle_all()
    refund = whole_refund(order)
    send_refund(refund_id=refund.pk, now=NOON)

    (made,) = stripe.made.values()
    assert made["amount"] == units
    assert Refund.objects.get().status == RefundStatus.DONE
    assert broken_laws() == {}


def test_coming_back_is_no_proof_of_payment(stripe, order) -> None:
    press_pay(order)

    back = stripe.asked_for("create")[0]["success_url"].removeprefix(
        "https://shop.test"
    )
    guest_of(order).get(f"{back}&payment_status=paid")

    assert Order.objects.get().is_unpaid


def test_the_waiting_page_finds_money_by_itself(stripe, order) -> None:
    press_pay(order)
    stripe.pay(stripe.only_session())

    page = guest_of(order).get(f"/orders/{order.number}/pay/wait/")

    assert page["Location"] == f"/orders/{order.number}/pay/done/"


def test_surplus_money_goes_back_by_stripe_once(stripe, order, tell) -> None:
    """The first page ran out while its bank still worked on it."""
    press_pay(order)
    first = stripe.only_session()
    first["status"] = "expired"
    press_pay(order)
    second = list(stripe.sessions.values())[-1]

    for session in (first, second):
        tell("checkout.session.completed", stripe.pay(session))
    settle_all()
    refund = Refund.objects.get()
    send_refund(refund_id=refund.pk, now=NOON)

    assert refund.cause == Refund.Cause.SURPLUS
    (made,) = stripe.made.values()
    assert made["payment_intent"] == second["payment_intent"]
    assert broken_laws() == {}


def test_a_wrong_sum_is_sent_back_as_it_came(stripe, order, tell) -> None:
    press_pay(order)
    session = stripe.pay(stripe.only_session(), amount_total=3000)
    tell("checkout.session.completed", session)
    settle_all()
    facts = {"decision": "send_back", "reason": "Wrong", "staff": make_owner()}
    decide_case(case_id=MoneyCase.objects.get().pk, now=NOON, **facts)
    stripe.refund_status = "pending"
    refund = Refund.objects.get()
    send_refund(refund_id=refund.pk, now=NOON)

    (made,) = stripe.made.values()
    tell("refund.updated", made | {"status": "succeeded"})
    settle_all()

    assert (made["amount"], made["payment_intent"]) == (3000, session["payment_intent"])
    assert Refund.objects.get().status == RefundStatus.DONE
    assert GatewayEvent.objects.first().attempt == refund.attempt
    assert broken_laws() == {}


def test_a_dead_stripe_is_left_alone_and_named(stripe, order) -> None:
    for _ in range(10):
        stripe.fail("create", 503)

    for _ in range(5):
        assert press_pay(order).status_code == 503

    assert is_resting("stripe")
    page = guest_of(order).get(f"/orders/{order.number}/pay/").content.decode()
    assert "Stripe can" in page
    assert "be reached at the moment" in page


def test_a_refused_order_does_not_make_stripe_rest(stripe, order) -> None:
    stripe.minimum = 10_000

    for _ in range(6):
        assert press_pay(order).status_code == 422

    assert not is_resting("stripe")


def test_nothing_secret_is_logged(stripe, order, caplog, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("stripe").setLevel(logging.WARNING)
    stripe.fail("create", 503, body={"error": {"message": "for mei@example.com"}})
    stripe.fail("create", 400, code="amount_too_small")

    press_pay(order)
    press_pay(order)

    shown = caplog.text + "".join(capfd.readouterr())
    for secret in (stripe.secret_key, "whsec_", "mei@example.com", "metadata"):
        assert secret not in shown


def test_asking_the_library_for_its_log_prints_nothing_either() -> None:
    """It reads its wish when it is imported."""
    program = (
        "import payments.gateways.stripe.client, stripe._util as u;"
        "u.log_info('Request', key='sk_test_ours'); u.log_debug('Post', body='Mei')"
    )

    said = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"STRIPE_LOG": "debug"},
        capture_output=True,
        check=True,
    )

    assert (said.stdout, said.stderr) == (b"", b"")


def test_another_day_is_another_order(stripe, order) -> None:
    """Nobody pays for an order whose time is over."""
    Order.objects.update(pay_by=NOON - timedelta(seconds=1))

    assert press_pay(order).status_code in (302, 303, 422)
    assert not stripe.sessions
