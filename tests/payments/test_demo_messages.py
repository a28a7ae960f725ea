"""The demo bank's news of refunds and closed bills: counted once, for whom it is."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from orders.models import Order
from payments.gateways.demo import messages
from payments.models import DemoMessage, DemoTrade, GatewayEvent, Refund
from payments.services import settle_event
from payments.states import AttemptStatus, RefundStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import (
    make_attempt,
    make_paid_order,
    signed,
    start_attempt,
    whole_refund,
)
from tests.walks import at_noon  # noqa: F401

pytestmark = pytest.mark.django_db


def tell(body: dict[str, Any]) -> HttpResponse:
    sent = json.dumps(body).encode()
    return Client(enforce_csrf_checks=True).post(
        "/payments/demo/callback/",
        sent,
        content_type="application/json",
        headers=signed(sent, now=NOON),
    )


def news(refund: Refund, **facts: str) -> dict[str, str]:
    return {
        "event_id": "refund.done-1",
        "kind": "refund.done",
        "out_trade_no": refund.attempt.out_trade_no,
        "trade_no": refund.attempt.trade_no or "",
        "amount": str(refund.amount),
        "currency": refund.attempt.currency,
        "refund_number": refund.number,
    } | facts


def settle() -> str:
    """What became of the only event."""
    event = GatewayEvent.objects.get()
    assert settle_event(event_id=event.pk, now=NOON)
    event.refresh_from_db()
    return event.outcome


def refund_of(order: Order) -> Refund:
    return Refund.objects.get(attempt__order=order)


def test_a_refund_that_arrived_is_done() -> None:
    order = make_paid_order(make_variant())
    refund = whole_refund(order)

    assert tell(news(refund)).status_code == 200

    assert settle() == "counted for the refund"
    done = refund_of(order)
    assert (done.status, done.done_at) == (RefundStatus.DONE, NOON)
    assert done.gateway_number == f"DR-{refund.number}"


def test_a_refund_that_failed_leaves_its_money_here() -> None:
    order = make_paid_order(make_variant())
    refund = whole_refund(order)

    tell(news(refund, kind="refund.failed"))
    settle()

    order.refresh_from_db()
    assert refund_of(order).status == RefundStatus.FAILED
    assert (order.captured, order.refunded) == (order.total, 0)


def test_what_is_known_changes_nothing() -> None:
    order = make_paid_order(make_variant())
    refund = whole_refund(order)
    Refund.objects.update(status=RefundStatus.DONE, done_at=NOON, next_try_at=None)

    tell(news(refund))

    assert settle() == "known already"
    assert refund_of(order).gateway_number == ""


def other_number(refund: Refund) -> dict[str, str]:
    return {"refund_number": "R404"}


def other_amount(refund: Refund) -> dict[str, str]:
    return {"amount": "0.01"}


def impossible_amount(refund: Refund) -> dict[str, str]:
    return {"amount": "0.001"}


def other_order(refund: Refund) -> dict[str, str]:
    other = make_attempt(make_order(make_variant()))
    return {"out_trade_no": other.out_trade_no}


@pytest.mark.parametrize(
    "change", [other_number, other_amount, impossible_amount, other_order]
)
def test_news_of_what_is_none_of_ours_changes_nothing(change) -> None:
    order = make_paid_order(make_variant())
    refund = whole_refund(order)

    tell(news(refund) | change(refund))

    assert settle() == "no such refund"
    order.refresh_from_db()
    assert refund_of(order).status == RefundStatus.REQUESTED
    assert order.refunded == order.total


@pytest.mark.parametrize("number", ["", "R" * 33, "R\x00", None])
def test_news_without_a_number_is_refused(number: str | None) -> None:
    refund = whole_refund(make_paid_order(make_variant()))

    assert tell(news(refund) | {"refund_number": number}).status_code == 403
    assert not GatewayEvent.objects.exists()


def test_closed_undoes_no_paid_order() -> None:
    order = make_paid_order(make_variant())
    attempt = order.attempts.get()
    facts = {"kind": "trade.closed", "event_id": "trade.closed-1"}
    said = {
        "out_trade_no": attempt.out_trade_no,
        "trade_no": "D1",
        "amount": str(attempt.amount),
        "currency": attempt.currency,
    }

    assert tell(said | facts).status_code == 200

    assert settle() == "ignored"
    attempt.refresh_from_db()
    order.refresh_from_db()
    assert attempt.status == AttemptStatus.CAPTURED
    assert (order.status, order.captured) == ("awaiting_shipment", order.total)


class Road:
    """The way to the shop, which hears or does not."""

    def __init__(self, *heard: bool) -> None:
        self.heard, self.sent = list(heard), []

    def __call__(self, url: str, body: bytes, *, timestamp: str) -> bool:
        self.sent.append(json.loads(body)["event_id"])
        return self.heard.pop(0)


def owed(monkeypatch, road: Road, **facts: Any) -> DemoMessage:
    monkeypatch.setattr(messages, "_post", road)
    start_attempt(make_order(make_variant()))
    kind = DemoMessage.Kind.TRADE_PAID
    message = messages.tell(kind, trade=DemoTrade.objects.get(), now=NOON)
    DemoMessage.objects.update(**facts)
    return message


def test_calls_until_it_is_heard_then_no_more(monkeypatch) -> None:
    road = Road(False, True)
    message = owed(monkeypatch, road)

    for wait in (timedelta(0), *messages.RETRY_AFTER):
        messages.deliver(message.pk, now=NOON + wait)

    assert len(road.sent) == 2
    message.refresh_from_db()
    assert (message.due_at, message.tries) == (None, 2)


def test_gives_up_in_the_end(monkeypatch) -> None:
    road = Road(*[False] * 8)
    message = owed(monkeypatch, road)

    for _ in range(9):
        message.refresh_from_db()
        messages.deliver(message.pk, now=message.due_at or NOON)

    assert len(road.sent) == 8
    assert messages.due_messages(NOON + timedelta(days=9)) == []


def test_one_copy_that_is_not_heard_is_not_enough(monkeypatch) -> None:
    message = owed(monkeypatch, Road(True, False), copies=2)

    assert not messages.deliver(message.pk, now=NOON)

    message.refresh_from_db()
    assert message.due_at is not None
