"""What a callback of Stripe's says counts once, for what it is about."""

import json
from decimal import Decimal

import pytest

from orders.models import Order
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.states import AttemptStatus
from tests.conftest import NOON
from tests.gateways.stripe.conftest import post
from tests.gateways.stripe.factories import settle_all, started

pytestmark = pytest.mark.django_db
COMPLETED = "checkout.session.completed"
LATE_MONEY = "checkout.session.async_payment_succeeded"
SETTLED, REPEATED = "settled the order", "known already"


def is_unpaid() -> bool:
    return Order.objects.get().is_unpaid


def test_the_same_event_counts_once(session, tell) -> None:
    for _ in range(3):
        assert tell(COMPLETED, session).status_code == 200
        settle_all()

    assert GatewayEvent.objects.count() == 1
    assert Order.objects.get().captured == Decimal(32)


def test_another_event_of_the_same_money_counts_no_second_time(session, tell) -> None:
    tell(COMPLETED, session)
    tell(COMPLETED, session, id="evt_other")
    tell(LATE_MONEY, session)

    assert settle_all() == [SETTLED, REPEATED, REPEATED]
    assert Order.objects.get().captured == Decimal(32)
    assert not Refund.objects.exists()


def test_a_completed_page_without_money_is_waited_for(stripe, tell) -> None:
    session = stripe.sessions[started().reference]
    stripe.pay(session, status="unpaid")

    tell(COMPLETED, session)
    assert settle_all() == ["ignored"]
    assert is_unpaid()

    session["payment_status"] = "paid"
    tell(LATE_MONEY, session)
    assert settle_all() == ["ignored", SETTLED]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("checkout.session.expired", {"status": "expired", "payment_status": "unpaid"}),
        ("checkout.session.async_payment_failed", {"payment_status": "unpaid"}),
        ("payment_intent.succeeded", {"status": "succeeded"}),
        ("charge.refunded", {}),
        (COMPLETED, {"mode": "setup"}),
        (COMPLETED, {"payment_status": "no_payment_required"}),
    ],
)
def test_other_news_of_a_session_is_stored_and_settles_nothing(
    session, tell, kind, wrong
) -> None:
    assert tell(kind, session | wrong).status_code == 200

    assert settle_all() == ["ignored"]
    assert is_unpaid()


@pytest.mark.parametrize("wrong", [{"amount_total": 1}, {"currency": "usd"}])
def test_another_sum_or_currency_is_money_to_decide(session, tell, wrong) -> None:
    tell(COMPLETED, session | wrong)
    settle_all()

    assert is_unpaid()
    assert PaymentAttempt.objects.get().status == AttemptStatus.DISPUTED
    assert MoneyCase.objects.get().kind == "mismatch"


def test_a_session_of_another_order_pays_for_neither(session, tell) -> None:
    other = started()

    tell(COMPLETED, session | {"client_reference_id": other.out_trade_no})
    settle_all()

    assert not Order.objects.filter(paid_at__isnull=False).exists()
    assert MoneyCase.objects.count() == 1


@pytest.mark.parametrize("key", ["sk_test_ours", "rk_test_ours", "sk_live_ours"])
@pytest.mark.parametrize("livemode", [True, False])
def test_play_money_pays_for_nothing(session, tell, settings, key, livemode) -> None:
    settings.STRIPE_SECRET_KEY = key

    assert tell(COMPLETED, session, livemode=livemode).status_code == 200
    settle_all()

    assert is_unpaid() is (livemode is not ("live" in key))


def test_news_may_overtake_our_own_rows(session, tell) -> None:
    """Whatever carries our number comes again until its attempt is known."""
    number = session["metadata"]["out_trade_no"]
    session = session | {
        "metadata": {"out_trade_no": "P1"},
        "client_reference_id": "P1",
    }

    assert tell(COMPLETED, session).status_code == 404
    assert settle_all() == [""]
    PaymentAttempt.objects.filter(out_trade_no=number).update(out_trade_no="P1")
    assert tell(COMPLETED, session).status_code == 200

    assert settle_all() == [SETTLED]


@pytest.mark.parametrize(
    "theirs",
    [
        {"metadata": {}},
        {"metadata": None},
        {"metadata": {"order": "7"}},
        {"metadata": {"out_trade_no": "someone's own: 🫖"}},
        {"metadata": {"out_trade_no": "x" * 400}},
    ],
)
def test_what_is_not_ours_is_thanked_for_and_done(session, tell, theirs) -> None:
    """Another application uses the same account; Stripe would call for days."""
    theirs |= {"client_reference_id": "user 7"}

    assert tell(COMPLETED, session | theirs).status_code == 200

    event_row = GatewayEvent.objects.get()
    assert (event_row.attempt, event_row.processed_at) == (None, NOON)
    assert event_row.outcome == "not about a payment of this shop"
    assert is_unpaid()


@pytest.mark.parametrize(
    "kind", ["customer.created", "x" * 99, "v2.core.account.thing"]
)
def test_unknown_kinds_are_thanked_for(stripe, kind) -> None:
    said = {"id": "evt_1", "type": kind, "livemode": False}

    assert post(json.dumps(said).encode()).status_code == 200
    assert GatewayEvent.objects.get().kind == kind[:40]


def test_nothing_of_the_buyer_is_kept(session, tell) -> None:
    session["customer_details"] = {"email": "mei@example.com", "name": "Mei Lin"}

    tell(COMPLETED, session)

    facts = json.dumps(GatewayEvent.objects.get().facts)
    assert "mei" not in facts.lower()
