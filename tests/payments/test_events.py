"""A gateway's message is stored once and worked on once, whoever does it."""

from datetime import timedelta

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.gateways.base import Message
from payments.jobs import settle_stored_events
from payments.models import GatewayEvent, PaymentAttempt
from payments.services import settle_event, store_message
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_attempt

pytestmark = pytest.mark.django_db


def make_message(attempt: PaymentAttempt, **overrides: str) -> Message:
    facts = {
        "kind": "trade.paid",
        "out_trade_no": attempt.out_trade_no,
        "trade_no": "T-1",
        "amount": str(attempt.amount),
        "currency": attempt.currency,
    } | overrides
    return Message(
        event_id=f"paid-{facts['trade_no']}",
        kind=facts["kind"],
        out_trade_no=facts["out_trade_no"],
        facts=facts,
    )


def store(message: Message) -> GatewayEvent:
    return store_message(gateway="demo", message=message, now=NOON)


@pytest.fixture
def attempt() -> PaymentAttempt:
    return make_attempt(make_order(make_variant()))


def test_storing_changes_no_order(attempt) -> None:
    event = store(make_message(attempt))

    assert (event.attempt, event.processed_at) == (attempt, None)
    assert Order.objects.get().is_unpaid


def test_the_same_message_is_one_row(attempt) -> None:
    first, second = (store(make_message(attempt)) for _ in "ab")

    assert first == second == GatewayEvent.objects.get()


def test_a_stored_message_is_worked_on_soon(
    attempt, nudges, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        event = store(make_message(attempt))

    assert ("payments.tasks.settle_event", (event.pk,)) in nudges


def test_settling_pays_the_order(attempt) -> None:
    event = store(make_message(attempt))

    assert settle_event(event_id=event.pk, now=NOON) is True

    event.refresh_from_db()
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT
    assert (event.processed_at, event.outcome) == (NOON, "settled the order")


def test_settling_again_does_nothing(attempt) -> None:
    event = store(make_message(attempt))
    settle_event(event_id=event.pk, now=NOON)

    assert settle_event(event_id=event.pk, now=NOON) is False

    order = Order.objects.get()
    assert order.captured == order.total


def test_a_repeated_message_wakes_nobody(
    attempt, nudges, django_capture_on_commit_callbacks
) -> None:
    settle_event(event_id=store(make_message(attempt)).pk, now=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        store(make_message(attempt))

    assert nudges == []


def test_two_messages_of_one_trade_count_once(attempt) -> None:
    one = store(make_message(attempt))
    other = GatewayEvent.objects.get(pk=one.pk)
    other.pk, other.event_id = None, "again"
    other.save()

    settle_event(event_id=one.pk, now=NOON)
    settle_event(event_id=other.pk, now=NOON)

    order = Order.objects.get()
    other.refresh_from_db()
    assert (order.captured, order.refunded) == (order.total, 0)
    assert other.outcome == "known already"


def test_a_message_of_another_kind_is_only_noted(attempt) -> None:
    event = store(make_message(attempt, kind="trade.opened"))

    settle_event(event_id=event.pk, now=NOON)

    event.refresh_from_db()
    assert (event.outcome, Order.objects.get().is_unpaid) == ("ignored", True)


def test_a_message_that_overtook_us_finds_its_attempt_when_it_comes_again(
    attempt,
) -> None:
    number = attempt.out_trade_no
    PaymentAttempt.objects.update(out_trade_no="P-later")
    early = store(make_message(attempt))
    settled_early = settle_event(event_id=early.pk, now=NOON)
    PaymentAttempt.objects.update(out_trade_no=number)

    again = store(make_message(attempt))

    assert (early.attempt, settled_early) == (None, False)
    assert (again.pk, again.attempt) == (early.pk, attempt)
    assert settle_event(event_id=again.pk, now=NOON) is True


def test_the_sweep_finishes_what_a_lost_task_left(attempt) -> None:
    store(make_message(attempt))

    assert settle_stored_events(NOON + timedelta(seconds=5)) == 1

    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_messages_of_strangers_never_hold_up_the_sweep(attempt, monkeypatch) -> None:
    monkeypatch.setattr("payments.jobs.AT_ONCE", 3)
    for number in range(5):
        store(make_message(attempt, out_trade_no=f"X{number}", trade_no=f"X{number}"))
    store(make_message(attempt))

    assert settle_stored_events(NOON + timedelta(seconds=5)) == 1

    assert not Order.objects.get().is_unpaid
