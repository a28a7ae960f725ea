"""Staff let a message be worked on again: what it says is done once, then it is asked."""

from decimal import Decimal

import pytest

from payments.errors import GatewayAway
from payments.gateways.base import (
    Capture,
    Message,
    RefundAnswer,
    RefundNews,
    RefundState,
)
from payments.gateways.demo import bank
from payments.gateways.registry import GATEWAYS
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services import settle_event, store_message
from payments.services.retrying import work_again
from payments.states import RefundStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.factories import (
    answer,
    make_attempt,
    make_capture,
    make_paid_order,
    start_attempt,
    whole_refund,
)

pytestmark = pytest.mark.django_db


def store(number: str, capture: Capture | None = None, **facts: object) -> GatewayEvent:
    message = Message(
        event_id=f"E-{number}",
        kind="trade.paid" if capture else "other",
        out_trade_no=number,
        facts={},
        capture=capture,
        **facts,  # type: ignore[arg-type]
    )
    return store_message(gateway="demo", message=message, now=NOON)


def again(event: GatewayEvent) -> bool:
    is_done = work_again(event_id=event.pk, now=NOON)
    event.refresh_from_db()
    assert broken_laws() == {}
    return is_done


def test_does_what_was_not_done_yet() -> None:
    attempt = make_attempt(make_order(make_variant()))
    event = store(attempt.out_trade_no, make_capture(attempt))

    assert again(event)

    attempt.refresh_from_db()
    assert (attempt.captured, event.outcome) == (attempt.amount, "settled the order")


def test_finds_the_attempt_that_it_had_overtaken() -> None:
    attempt = make_attempt(make_order(make_variant()))
    number, capture = attempt.out_trade_no, make_capture(attempt)
    PaymentAttempt.objects.update(out_trade_no="later")
    event = store(number, capture)
    assert not again(event)
    PaymentAttempt.objects.update(out_trade_no=number)

    assert again(event)

    assert event.attempt == attempt
    assert event.outcome == "settled the order"


def test_asks_about_what_was_done() -> None:
    attempt = start_attempt(make_order(make_variant()))
    event = store(attempt.out_trade_no)
    settle_event(event_id=event.pk, now=NOON)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    assert again(event)

    attempt.refresh_from_db()
    assert attempt.captured == attempt.amount
    assert event.outcome == "ignored"


def news_of(refund: Refund, said: RefundAnswer) -> GatewayEvent:
    news = RefundNews(
        number=refund.number, amount=refund.amount, state=RefundState(answer=said)
    )
    event = store(refund.attempt.out_trade_no, refund=news)
    settle_event(event_id=event.pk, now=NOON)
    return event


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        (RefundAnswer.PROCESSING, RefundAnswer.DONE, RefundStatus.DONE),
        (RefundAnswer.DONE, RefundAnswer.FAILED, RefundStatus.FAILED),
        (RefundAnswer.DONE, RefundAnswer.ABSENT, RefundStatus.DONE),
    ],
)
def test_asks_about_a_refund(monkeypatch, before, told, after) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    event = news_of(refund, before)
    for name in ("query_refund", "refund"):
        monkeypatch.setattr(
            GATEWAYS["demo"], name, lambda *_, **__: RefundState(answer=told)
        )

    assert again(event)

    refund.refresh_from_db()
    assert refund.status == after


def test_a_gateway_that_is_away_changes_nothing(monkeypatch) -> None:
    refund = whole_refund(make_paid_order(make_variant()))
    answer(refund, RefundAnswer.DONE)
    event = news_of(refund, RefundAnswer.DONE)

    def away(*_: object, **__: object) -> None:
        raise GatewayAway

    monkeypatch.setattr(GATEWAYS["demo"], "query_refund", away)

    with pytest.raises(GatewayAway):
        again(event)
    refund.refresh_from_db()
    assert (refund.status, refund.amount) == (RefundStatus.DONE, Decimal(32))


def test_a_message_about_nothing_is_nothing() -> None:
    event = store("nowhere")
    GatewayEvent.objects.update(processed_at=NOON, outcome="ignored")

    assert not again(event)
