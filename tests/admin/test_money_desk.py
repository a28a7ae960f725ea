"""Money moves through services; staff give a push where it is stuck."""

import pytest
from django.urls import reverse

from payments.gateways.base import Message, RefundAnswer, RefundState
from payments.models import GatewayEvent, MoneyCase, Refund
from payments.services import send_refund, store_message
from payments.states import RefundStatus
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import (
    capture,
    start_attempt,
    whole_refund,
)

pytestmark = pytest.mark.django_db
GATEWAY = "payments.gateways.demo.gateway.DemoGateway"


def make_refund() -> Refund:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    capture(attempt)
    return whole_refund(order, reason="Broken")


def answering(monkeypatch, answer: RefundAnswer) -> None:
    state = RefundState(answer=answer)
    monkeypatch.setattr(f"{GATEWAY}.refund", lambda *_, **__: state)
    monkeypatch.setattr(f"{GATEWAY}.query_refund", lambda *_, **__: state)


def retry_url(refund: Refund) -> str:
    return reverse("admin:payments_refund_retry", args=[refund.pk])


def test_hurries_a_refund_that_waits_for_its_turn(monkeypatch):
    answering(monkeypatch, RefundAnswer.DONE)
    refund = make_refund()

    response = client_of(make_owner()).post(retry_url(refund), follow=True)

    refund.refresh_from_db()
    assert refund.status == RefundStatus.DONE
    assert "refunded" in told(response)
    assert Refund.objects.count() == 1


def test_what_was_refused_for_good_is_decided_not_retried(monkeypatch):
    answering(monkeypatch, RefundAnswer.FAILED)
    refund = make_refund()
    send_refund(refund_id=refund.pk, now=NOON)
    owner = client_of(make_owner())

    page = owner.get(reverse("admin:payments_refund_change", args=[refund.pk]))
    pushed = owner.post(retry_url(refund), follow=True)

    assert [action["title"] for action in page.context["actions_detail"]] == []
    assert case_url(refund) in page.content.decode()
    assert "gave no answer" in told(pushed)
    assert Refund.objects.get().status == RefundStatus.FAILED


def test_asks_again_for_what_was_refused_under_a_new_number(monkeypatch):
    answering(monkeypatch, RefundAnswer.FAILED)
    refund = make_refund()
    send_refund(refund_id=refund.pk, now=NOON)
    owner = client_of(make_owner())
    said = {"decision": "again", "reason": "The bank is back"}

    no_reason = owner.post(case_url(refund, "decide"), said | {"reason": ""})
    owner.post(case_url(refund, "decide"), said)
    twice = owner.post(case_url(refund, "decide"), said, follow=True)

    assert "reason" in no_reason.context["form"].errors
    second = Refund.objects.exclude(pk=refund.pk).get()
    assert (second.amount, second.status) == (refund.amount, RefundStatus.REQUESTED)
    assert (second.repeats, second.reason) == (refund, "The bank is back")
    assert twice.status_code == 422  # nothing can be chosen any more
    second.attempt.order.refresh_from_db()
    assert second.attempt.order.refunded == refund.amount


def case_url(refund: Refund, page: str = "change") -> str:
    case = MoneyCase.objects.get(refund=refund)
    return reverse(f"admin:payments_moneycase_{page}", args=[case.pk])


def test_processes_a_stored_event_once():
    order = make_order(make_variant())
    attempt = start_attempt(order)
    facts = {
        "kind": "trade.paid",
        "out_trade_no": attempt.out_trade_no,
        "trade_no": "T1",
        "amount": str(order.total),
        "currency": "CNY",
    }
    message = Message(
        event_id="E1",
        kind="trade.paid",
        out_trade_no=attempt.out_trade_no,
        facts=facts,
    )
    event = store_message(gateway="demo", message=message, now=NOON)
    owner = client_of(make_owner())
    url = reverse("admin:payments_gatewayevent_settle", args=[event.pk])

    first, second = owner.post(url, follow=True), owner.post(url, follow=True)

    order.refresh_from_db()
    assert order.captured == order.total
    assert "settled the order" in told(first)
    assert f"Asked. Payment {attempt.out_trade_no}: paid." in told(second)
    assert GatewayEvent.objects.get().processed_at is not None


@pytest.mark.parametrize(
    ("role", "status"), [("support", 403), ("operations", 200), ("finance", 200)]
)
def test_is_pushed_by_those_who_may(role, status):
    refund = make_refund()

    assert client_of(make_clerk(role)).get(retry_url(refund)).status_code == status


def test_shows_an_event_as_facts_not_as_code():
    order = make_order(make_variant())
    attempt = start_attempt(order)
    message = Message(
        event_id="E1",
        kind="odd",
        out_trade_no=attempt.out_trade_no,
        facts={"amount": "12.00"},
    )
    event = store_message(gateway="demo", message=message, now=NOON)
    url = reverse("admin:payments_gatewayevent_change", args=[event.pk])

    text = client_of(make_owner()).get(url).content.decode()

    assert "<b>amount</b> 12.00" in text
    assert "{&quot;amount" not in text


@pytest.mark.parametrize("page", ["changelist", "change"])
def test_a_gateway_is_named_as_buyers_know_it(page):
    attempt = start_attempt(make_order(make_variant()))
    where = [] if page == "changelist" else [attempt.pk]
    url = reverse(f"admin:payments_paymentattempt_{page}", args=where)

    shown = client_of(make_owner()).get(url).content.decode()

    assert "Demo payment" in shown


def test_an_orders_money_names_the_gateway_too():
    order = make_order(make_variant())
    start_attempt(order)
    url = reverse("admin:orders_order_change", args=[order.pk])

    shown = client_of(make_owner()).get(url).content.decode()

    assert "Payment · Demo payment" in shown
