"""Callbacks in any order, twice, forged, wrong and early end in exactly one state each.

`CALLBACKS=1000` makes a measurement of it, with `-s`.
"""

import json
import os
import random
import time
from datetime import timedelta

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.jobs import settle_stored_events
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.stripe.conftest import post
from tests.gateways.stripe.factories import started
from tests.gateways.stripe.fake import Facts, FakeStripe
from tests.gateways.stripe.fake_server import event, signature
from tests.laws import broken_laws
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db

MANY = int(os.environ.get("CALLBACKS", "40"))
FORGED, WRONG, EARLY, TWICE, REORDERED = 0.05, 0.05, 0.02, 0.3, 0.2
COMPLETED, DISPUTED = "checkout.session.completed", "charge.dispute.created"
SOON, UNPAID = NOON + timedelta(minutes=1), OrderStatus.PENDING_PAYMENT


def sessions_paid(stripe: FakeStripe) -> list[Facts]:
    """At Stripe, and the shop has not heard of any."""
    cup = make_variant(on_hand=MANY)
    attempts = [started(make_order(cup)) for _ in range(MANY)]
    return [stripe.pay(stripe.sessions[one.reference]) for one in attempts]


def share(of: list[Facts], part: float) -> list[Facts]:
    """So many of them, at least one, taken away from the list."""
    return [of.pop() for _ in range(max(1, round(MANY * part)))]


def body_of(session: Facts, **facts: str) -> bytes:
    return json.dumps(event(COMPLETED, session, **facts)).encode()


def dispute_of(session: Facts) -> bytes:
    """Told before the payment itself."""
    subject = {
        "id": f"du_{session['id']}",
        "amount": session["amount_total"],
        "currency": session["currency"],
        "payment_intent": session["payment_intent"],
        "status": "needs_response",
    }
    return json.dumps(event(DISPUTED, subject)).encode()


def measured(bodies: list[bytes], status: int, *, secret: str = "") -> list[float]:
    times = []
    for body in bodies:
        header = signature(body, secret=secret) if secret else None
        begun = time.perf_counter()
        answer = post(body, header)
        times.append(time.perf_counter() - begun)
        assert answer.status_code == status
    return times


def test_each_order_is_paid_once_or_not_at_all(stripe: FakeStripe) -> None:
    chance = random.Random(4)  # noqa: S311 (a shuffle)
    good = sessions_paid(stripe)
    forged, wrong = share(good, FORGED), share(good, WRONG)
    disputed = chance.sample(good, round(MANY * REORDERED))
    for session in wrong:
        session["amount_total"] += 1
    told = [body_of(session) for session in good + wrong]
    told += [
        body_of(session, id=f"evt_again_{session['id']}")
        for session in chance.sample(good, round(len(good) * TWICE))
    ]
    different = {*told, *map(dispute_of, disputed)}
    told += chance.sample(told, round(len(told) * TWICE))
    chance.shuffle(told)

    tell_too_early(good[: max(1, round(MANY * EARLY))])
    times = measured([dispute_of(session) for session in disputed], 200)
    times += measured(told, 200)
    times += measured([body_of(one) for one in forged], 403, secret="whsec_guessed")
    while settle_stored_events(SOON):
        pass

    settled = Order.objects.filter(status=OrderStatus.AWAITING_SHIPMENT)
    assert settled.count() == len(good)
    assert numbers(AttemptStatus.CAPTURED) == named(good)
    assert numbers(AttemptStatus.DISPUTED) == named(wrong)
    assert numbers(AttemptStatus.OPEN) == named(forged)
    assert disputes("mismatch") == named(wrong)
    assert disputes("chargeback") == named(disputed)
    assert MoneyCase.objects.count() == len(wrong) + len(disputed)
    unpaid = Order.objects.filter(captured=0, status=UNPAID)
    assert unpaid.count() == len(wrong) + len(forged)
    assert not Refund.objects.exists()
    assert GatewayEvent.objects.exclude(processed_at=None).count() == len(different)
    assert not GatewayEvent.objects.filter(processed_at=None)
    assert broken_laws() == {}
    p95 = sorted(times)[len(times) * 95 // 100]
    print(f"{len(times)} callbacks, p95 {p95 * 1000:.1f} ms")  # noqa: T201


def named(sessions: list[Facts]) -> set[str]:
    return {session["client_reference_id"] for session in sessions}


def numbers(status: AttemptStatus) -> set[str]:
    found = PaymentAttempt.objects.filter(status=status)
    return set(found.values_list("out_trade_no", flat=True))


def disputes(kind: str) -> set[str]:
    cases = MoneyCase.objects.filter(kind=kind)
    return set(cases.values_list("attempt__out_trade_no", flat=True))


def tell_too_early(sessions: list[Facts]) -> None:
    hide(sessions)
    measured([body_of(session) for session in sessions], 404)
    hide(sessions, again=True)


def hide(sessions: list[Facts], *, again: bool = False) -> None:
    """Until a callback has overtaken our own commit."""
    for session in sessions:
        number = session["client_reference_id"]
        names = [number, f"X{number}"]
        old, new = reversed(names) if again else names
        PaymentAttempt.objects.filter(out_trade_no=old).update(out_trade_no=new)
