"""The demo bank's page keeps the bank's books and knows nothing of our buyer."""

import pytest
from django.test import Client

from payments.gateways.demo.faults import misbehave
from payments.models import DemoFault, DemoMessage, DemoTrade, PaymentAttempt
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import start_attempt
from tests.walks import at_noon, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


def open_bill() -> tuple[str, str]:
    """The address of a bill that waits, and where it leads back to."""
    number = start_attempt(make_order(make_variant())).out_trade_no
    return (
        f"/payments/demo/{number}/",
        f"/payments/demo/return/?out_trade_no={number}",
    )


def test_needs_no_session_and_no_token() -> None:
    url, back = open_bill()
    client = Client(enforce_csrf_checks=True)

    page = client.get(url)
    response = client.post(url, {"action": "pay"})

    assert "DEMO PAY" in text_of(page)
    assert not page.cookies
    assert (response.status_code, response.url) == (303, back)
    assert DemoTrade.objects.get().status == "paid"


def test_calls_the_shop_at_once(
    client: Client, nudges, django_capture_on_commit_callbacks
) -> None:
    url, _back = open_bill()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"action": "twice"})

    calls = [args for name, args in nudges if name.endswith("deliver_demo_callback")]
    assert calls == [(message.pk,) for message in DemoMessage.objects.order_by("pk")]
    assert len(calls) == 2


def test_calls_later_when_it_hears_of_it_late(
    client: Client, nudges, django_capture_on_commit_callbacks
) -> None:
    url, back = open_bill()

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, {"action": "delay"})

    assert response.url == back
    assert not [name for name, _ in nudges if name.endswith("deliver_demo_callback")]
    assert DemoMessage.objects.get().due_at > NOON


def pay_as(client: Client, action: str) -> DemoTrade:
    url, back = open_bill()

    assert client.post(url, {"action": action}).url == back

    assert not DemoFault.objects.exists()
    return DemoTrade.objects.get()


def test_takes_a_wrong_amount_when_asked_to(client: Client) -> None:
    trade = pay_as(client, "wrong")

    assert trade.status == "paid"
    assert trade.amount != PaymentAttempt.objects.get().amount


def test_never_calls_when_asked_not_to(client: Client) -> None:
    trade = pay_as(client, "lost")

    assert trade.status == "paid"
    assert trade.messages.get().due_at is None


def test_says_closed_around_paid_when_asked_to(client: Client) -> None:
    trade = pay_as(client, "disorder")

    said = trade.messages.order_by("pk").values_list("kind", flat=True)
    assert trade.status == "paid"
    assert list(said) == ["trade.closed", "trade.paid", "trade.closed"]


def test_goes_wrong_as_was_planned_for_any_bill(client: Client) -> None:
    misbehave("pay", "twice")
    url, _back = open_bill()

    client.post(url, {"action": "pay"})

    assert DemoTrade.objects.filter(status="paid").count() == 2


def test_says_that_it_was_declined(client: Client) -> None:
    url, back = open_bill()

    assert client.post(url, {"action": "decline"}).url == back + "&declined=1"
    assert DemoTrade.objects.get().status == "waiting"


def test_takes_no_second_payment(client: Client) -> None:
    url, _back = open_bill()
    client.post(url, {"action": "pay"})

    response = client.post(url, {"action": "pay"})

    assert "This bill is paid." in text_of(response)
    assert DemoTrade.objects.count() == 1


@pytest.mark.parametrize("action", ["", "steal", "🫖", "x" * 10_000])
def test_asks_again_for_an_odd_action(client: Client, action: str) -> None:
    url, _back = open_bill()

    response = client.post(url, {"action": action})

    assert response.status_code == 422
    assert DemoTrade.objects.get().status == "waiting"


def test_is_not_there_where_play_money_is_switched_off(
    client: Client, settings
) -> None:
    url, _back = open_bill()
    settings.DEMO_GATEWAY = False

    assert client.get(url).status_code == 404
    assert client.post(url, {"action": "pay"}).status_code == 404
    assert DemoTrade.objects.get().status == "waiting"


def test_knows_no_other_bill(client: Client) -> None:
    assert client.get("/payments/demo/P123/").status_code == 404
