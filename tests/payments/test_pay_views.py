"""A buyer chooses a way to pay, waits while the shop asks, and is told what is known."""

import pytest
from django.test import Client

from orders.models import Order
from orders.states import OrderStatus
from payments.errors import GatewayAway
from payments.gateways.demo import bank
from payments.gateways.demo.gateway import DemoGateway
from payments.models import PaymentAttempt
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order, pieces_back, start_attempt
from tests.walks import PREFETCH, at_noon, guest_of, signed_in, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


def url_of(order: Order, rest: str = "") -> str:
    return f"/orders/{order.number}/pay/{rest}"


def go_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args, **_kwargs):
        raise GatewayAway

    monkeypatch.setattr(DemoGateway, "start", away)
    monkeypatch.setattr(DemoGateway, "query", away)
    monkeypatch.setattr(DemoGateway, "close", away)


def test_shows_the_amount_and_the_ways_to_pay() -> None:
    order = make_order(make_variant(price="20.00"))

    page = text_of(guest_of(order).get(url_of(order)))

    assert "¥32.00" in page
    assert 'name="gateway" value="demo" checked' in page


def test_leads_to_the_gateway_and_again_to_the_same_attempt() -> None:
    order = make_order(make_variant())
    client = guest_of(order)

    first = client.post(url_of(order), {"gateway": "demo"})
    second = client.post(url_of(order), {"gateway": "demo"})

    attempt = order.attempts.get()
    assert first.status_code == 303
    assert first.url == second.url == f"/payments/demo/{attempt.out_trade_no}/"


@pytest.mark.parametrize("gateway", ["", "nobody", "🫖", "x" * 10_000])
def test_takes_no_odd_way(gateway: str) -> None:
    order = make_order(make_variant())

    response = guest_of(order).post(url_of(order), {"gateway": gateway})

    assert response.status_code == 422
    assert not PaymentAttempt.objects.exists()


def test_says_so_when_no_way_is_switched_on(settings) -> None:
    settings.DEMO_GATEWAY = False
    order = make_order(make_variant())
    client = guest_of(order)

    page = text_of(client.get(url_of(order)))
    response = client.post(url_of(order), {"gateway": "demo"})

    assert "No way of payment is switched on" in page
    assert response.status_code == 422
    assert not PaymentAttempt.objects.exists()


def test_keeps_the_page_when_the_gateway_is_away(monkeypatch) -> None:
    order = make_order(make_variant())
    go_away(monkeypatch)

    response = guest_of(order).post(url_of(order), {"gateway": "demo"})

    assert response.status_code == 503
    assert "be reached. Please try again." in text_of(response)


def test_a_paid_order_is_not_paid_again() -> None:
    order = make_paid_order(make_variant())

    assert guest_of(order).get(url_of(order)).url == url_of(order, "done/")
    assert guest_of(order).post(url_of(order)).url == url_of(order, "done/")


def test_an_order_whose_time_is_up_is_not_paid() -> None:
    order = make_order(make_variant(), now=NOON)
    Order.objects.update(pay_by=NOON)

    response = guest_of(order).post(url_of(order), {"gateway": "demo"}, follow=True)

    assert "This order is not waiting for payment." in text_of(response)
    assert not PaymentAttempt.objects.exists()


def test_waiting_asks_the_gateway_and_never_the_address() -> None:
    order = make_order(make_variant())
    start_attempt(order)

    response = guest_of(order).get(url_of(order, "wait/"), {"paid": "1"})

    assert "Checking your payment" in text_of(response)
    assert response.headers["Refresh"] == f"3; url={url_of(order, 'wait/')}?turn=1"


def test_waiting_ends_when_the_money_is_there() -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    response = guest_of(order).get(url_of(order, "wait/"), follow=True)

    assert response.redirect_chain == [(url_of(order, "done/"), 303)]
    assert "Your payment is here" in text_of(response)


def test_waiting_is_patient_with_a_gateway_that_is_away(monkeypatch) -> None:
    order = make_order(make_variant())
    start_attempt(order)
    go_away(monkeypatch)

    response = guest_of(order).get(url_of(order, "wait/"))

    assert "Checking your payment" in text_of(response)


@pytest.mark.parametrize("turn", ["20", "99", "999"])
def test_after_a_minute_there_are_other_ways(turn: str) -> None:
    order = make_order(make_variant())
    start_attempt(order)

    response = guest_of(order).get(url_of(order, "wait/"), {"turn": turn})

    assert "Try again or pay another way" in text_of(response)
    assert "Refresh" not in response.headers


@pytest.mark.parametrize("turn", ["-1", "abc", "9" * 30, "🫖", "１"])
def test_an_odd_turn_is_the_first(turn: str) -> None:
    order = make_order(make_variant())
    start_attempt(order)

    response = guest_of(order).get(url_of(order, "wait/"), {"turn": turn})

    assert response.headers["Refresh"].endswith("?turn=1")


def test_a_declined_payment_is_told_kindly() -> None:
    order = make_order(make_variant())
    start_attempt(order)

    response = guest_of(order).get(url_of(order, "wait/"), {"declined": "1"})

    assert "The payment was not made" in text_of(response)
    assert "The goods are held for you until 8:30 p.m." in text_of(response)
    assert "Refresh" not in response.headers


def test_a_declined_flag_does_not_hide_a_payment() -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    response = guest_of(order).get(url_of(order, "wait/"), {"declined": "1"})

    assert response.url == url_of(order, "done/")


def test_a_guess_of_the_browser_asks_nobody() -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    guest_of(order).get(url_of(order, "wait/"), **PREFETCH)

    order.refresh_from_db()
    assert order.is_unpaid


def test_nothing_is_done_before_it_is_paid() -> None:
    order = make_order(make_variant())

    response = guest_of(order).get(url_of(order, "done/"))

    assert response.url == url_of(order, "wait/")


def test_a_guest_is_given_the_secret_link_an_account_is_not() -> None:
    guests, own = (
        make_paid_order(make_variant()),
        make_paid_order(make_variant(), owner=make_user()),
    )

    assert "/key/" in text_of(guest_of(guests).get(url_of(guests, "done/")))
    assert "/key/" not in text_of(signed_in(own.owner).get(url_of(own, "done/")))


def test_coming_back_leads_to_ones_own_order_only() -> None:
    order = make_order(make_variant())
    number = start_attempt(order).out_trade_no
    back = "/payments/demo/return/"

    own = guest_of(order).get(back, {"out_trade_no": number, "declined": "1"})
    strangers = Client().get(back, {"out_trade_no": number})
    unknown = Client().get(back, {"out_trade_no": "P123"})

    assert own.url == url_of(order, "wait/") + "?declined=1"
    assert strangers.url == unknown.url == "/orders/find/"


def test_coming_back_to_a_paid_order_waits_for_nothing() -> None:
    order = make_paid_order(make_variant())
    number = order.attempts.get().out_trade_no

    back = guest_of(order).get("/payments/demo/return/", {"out_trade_no": number})

    assert back.url == url_of(order, "done/")


@pytest.mark.parametrize("number", ["", "x" * 10_000, "🫖", "' OR 1=1"])
def test_coming_back_with_an_odd_number_leads_nowhere(number: str) -> None:
    response = Client().get("/payments/demo/return/", {"out_trade_no": number})

    assert response.url == "/orders/find/"


def test_cancelling_says_what_it_means_and_frees_the_goods() -> None:
    teapot = make_variant(on_hand=3)
    order = make_order(teapot)
    client, url = guest_of(order), f"/orders/{order.number}/cancel/"

    page = text_of(client.get(url))
    response = client.post(url, {"reason": "wrong_item"}, follow=True)

    order.refresh_from_db()
    teapot.refresh_from_db()
    assert "Nothing is charged." in page
    assert "Your order is cancelled." in text_of(response)
    assert (order.status, teapot.reserved) == (OrderStatus.CANCELLED, 0)
    assert "I ordered the wrong article or quantity" in text_of(response)


def test_cancelling_a_paid_order_sends_the_money_back() -> None:
    order = make_paid_order(make_variant(price="20.00"))
    url = f"/orders/{order.number}/cancel/"

    page = text_of(guest_of(order).get(url))
    response = guest_of(order).post(url, {"reason": "changed_mind"}, follow=True)

    order.refresh_from_db()
    assert "The ¥32.00 you have paid goes back" in page
    assert "¥32.00 goes back the way it came." in text_of(response)
    assert order.refunded == order.captured == order.total


def test_cancelling_speaks_only_of_money_that_did_not_go_back_before() -> None:
    order = make_paid_order(make_variant(price="20.00"), quantity=2)
    pieces_back(order, 1)
    url = f"/orders/{order.number}/cancel/"

    page = text_of(guest_of(order).get(url))
    response = guest_of(order).post(url, {"reason": "changed_mind"}, follow=True)

    assert "The ¥32.00 you have paid goes back" in page
    assert "¥32.00 goes back the way it came." in text_of(response)


@pytest.mark.parametrize("reason", ["", "nonsense", "🫖", "x" * 10_000])
def test_cancelling_needs_a_reason_of_ours(reason: str) -> None:
    order = make_order(make_variant())
    url = f"/orders/{order.number}/cancel/"

    response = guest_of(order).post(url, {"reason": reason})

    order.refresh_from_db()
    assert response.status_code == 422
    assert order.is_unpaid


def test_cancelling_waits_for_a_gateway_that_is_away(monkeypatch) -> None:
    order = make_order(make_variant())
    start_attempt(order)
    go_away(monkeypatch)
    url = f"/orders/{order.number}/cancel/"

    response = guest_of(order).post(url, {"reason": "other"}, follow=True)

    order.refresh_from_db()
    assert order.is_unpaid
    assert "be reached. Please try again." in text_of(response)
