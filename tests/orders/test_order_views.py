"""Buyers see their orders and act on them; a stranger's order is not there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from orders.actions import Action, actions_for
from orders.models import Order
from orders.numbers import key_of
from orders.states import Actor, OrderStatus
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order
from tests.walks import (  # noqa: F401
    PREFETCH,
    asked,
    at_noon,
    guest_of,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def url_of(order: Order, rest: str = "") -> str:
    return f"/orders/{order.number}/{rest}"


def in_state(status: str, **columns: Any) -> Order:
    return Order(status=status, pay_by=NOON + timedelta(hours=1), **columns)


PAY, RECEIVE, EXTEND, ADDRESS, INVOICE, AGAIN, CANCEL = Action


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        (S.PENDING_PAYMENT, [PAY, ADDRESS, CANCEL]),
        (S.AWAITING_TEAM, [ADDRESS, INVOICE, AGAIN, CANCEL]),
        (S.AWAITING_SHIPMENT, [ADDRESS, INVOICE, AGAIN, CANCEL]),
        (S.PARTIALLY_SHIPPED, [INVOICE, AGAIN]),
        (S.SHIPPED, [RECEIVE, EXTEND, INVOICE, AGAIN]),
        (S.RECEIVED, [INVOICE, AGAIN]),
        (S.COMPLETED, [INVOICE, AGAIN]),
        (S.CANCELLED, [AGAIN]),
        (S.REFUNDED, [AGAIN]),
    ],
)
def test_buttons_follow_the_tables(status: str, actions: list) -> None:
    assert actions_for(in_state(status), now=NOON) == actions


def test_there_is_no_paying_after_the_time() -> None:
    order = in_state(S.PENDING_PAYMENT)

    assert PAY not in actions_for(order, now=order.pay_by)


def test_the_time_to_receive_is_extended_once() -> None:
    order = in_state(S.SHIPPED, extended_at=NOON)

    assert EXTEND not in actions_for(order, now=NOON)


def test_an_unpaid_order_shows_the_time_left_and_the_way_to_pay() -> None:
    mei = make_user()
    order = make_order(make_variant(price="20.00"), owner=mei)

    page = text_of(signed_in(mei).get(url_of(order)))

    assert f'data-end="{localtime(order.pay_by).isoformat()}"' in page
    assert f'data-now="{localtime(NOON).isoformat()}"' in page
    assert f'href="/orders/{order.number}/pay/"' in page
    assert f'href="/orders/{order.number}/cancel/"' in page
    assert "¥32.00" in page


def test_an_order_whose_time_is_up_says_so() -> None:
    order = make_order(make_variant(), now=NOON - timedelta(hours=1))

    page = text_of(guest_of(order).get(url_of(order)))

    assert "The time to pay is up." in page
    assert f'href="/orders/{order.number}/pay/"' not in page


def test_a_shipped_order_shows_its_parcel() -> None:
    order = ship(make_paid_order(make_variant(), owner=make_user()))

    page = text_of(signed_in(order.owner).get(url_of(order)))

    assert "Your order is on its way" in page
    assert 'data-copy="SF1"' in page
    assert f'href="/orders/{order.number}/received/"' in page
    assert "Cancel the order" not in page


def test_costs_the_same_however_many_lines() -> None:
    costs = []
    for count in (1, 20):
        order = ship(make_paid_order(*[make_variant() for _ in range(count)]))
        with CaptureQueriesContext(connection) as queries:
            guest_of(order).get(url_of(order))
        costs.append(asked(queries))

    assert costs[0] == costs[1] <= 14


@pytest.mark.parametrize(
    "rest", ["", "received/", "pay/", "pay/wait/", "pay/done/", "cancel/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head"])
def test_a_strangers_order_is_not_there(rest: str, method: str) -> None:
    order = make_order(make_variant(), owner=make_user())
    missing = f"/orders/23456789BCD/{rest}"

    for client in (Client(), signed_in(make_user())):
        response = getattr(client, method)(url_of(order, rest))
        same = getattr(client, method)(missing)

        assert response.status_code in (404, 405)
        assert response.status_code == same.status_code

    order.refresh_from_db()
    assert order.status == S.PENDING_PAYMENT


def test_a_guests_session_does_not_open_an_accounts_order() -> None:
    order = make_order(make_variant(), owner=make_user())

    assert guest_of(order).get(url_of(order)).status_code == 404


def test_is_received_when_the_buyer_says_so() -> None:
    mei = make_user()
    order, client = ship(make_paid_order(make_variant(), owner=mei)), signed_in(mei)

    asked_first = client.get(url_of(order, "received/"))
    response = client.post(url_of(order, "received/"))

    order.refresh_from_db()
    assert "Have you received everything?" in text_of(asked_first)
    assert (response.status_code, response.url) == (303, url_of(order))
    assert order.status == S.RECEIVED
    assert order.events.last().actor == Actor.BUYER
    assert order.events.last().actor_user == mei


def test_is_not_received_before_it_is_shipped() -> None:
    order = make_paid_order(make_variant(), owner=make_user())
    client = signed_in(order.owner)

    assert client.get(url_of(order, "received/")).url == url_of(order)
    response = client.post(url_of(order, "received/"), follow=True)

    order.refresh_from_db()
    assert order.status == S.AWAITING_SHIPMENT
    assert "be done now" in text_of(response)


def test_lists_by_state_with_counts() -> None:
    mei = make_user()
    unpaid = make_order(make_variant(), owner=mei)
    shipped = ship(make_paid_order(make_variant(), owner=mei))
    make_order(make_variant(), owner=make_user())

    everything = text_of(signed_in(mei).get("/orders/"))
    moving = text_of(signed_in(mei).get("/orders/?state=shipped"))

    assert unpaid.number in everything
    assert shipped.number in everything
    assert 'All <span class="orders-count nums">2</span>' in everything
    assert shipped.number in moving
    assert unpaid.number not in moving


@pytest.mark.parametrize("state", ["unpaid", "paid", "shipped", "finished", "ended"])
def test_an_empty_tab_has_words_of_its_own(state: str) -> None:
    page = text_of(signed_in(make_user()).get(f"/orders/?state={state}"))

    assert "No orders yet" not in page
    assert 'class="empty__title"' in page


def test_the_list_costs_the_same_however_long() -> None:
    costs = []
    for count in (1, 9):
        mei = make_user()
        for _ in range(count):
            make_paid_order(make_variant(), make_variant(), owner=mei)
        with CaptureQueriesContext(connection) as queries:
            signed_in(mei).get("/orders/")
        costs.append(asked(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 30, "🫖", ""])
def test_an_odd_page_is_some_page(page: str) -> None:
    mei = make_user()
    order = make_order(make_variant(), owner=mei)

    response = signed_in(mei).get("/orders/", {"page": page, "state": "🫖"})

    assert order.number in text_of(response)


def test_a_guest_sees_the_orders_of_this_browser_or_the_way_to_find_one() -> None:
    order = make_order(make_variant())

    assert order.number in text_of(guest_of(order).get("/orders/"))
    assert Client().get("/orders/").url == "/orders/find/"


def test_the_secret_link_opens_the_order() -> None:
    order, client = make_order(make_variant()), Client()

    response = client.get(url_of(order, f"key/{key_of(order.number)}/"))

    assert response.url == url_of(order)
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert client.get(response.url).status_code == 200
    assert key_of(order.number) in text_of(client.get(response.url))


def test_a_guess_of_the_browser_opens_nothing() -> None:
    order, client = make_order(make_variant()), Client()

    client.get(url_of(order, f"key/{key_of(order.number)}/"), **PREFETCH)

    assert client.get(url_of(order)).status_code == 404


@pytest.mark.parametrize("token", ["0" * 40, "a", "x" * 5_000])
def test_another_key_opens_nothing(token: str) -> None:
    order, client = make_order(make_variant()), Client()

    assert client.get(url_of(order, f"key/{token}/")).status_code == 404
    assert client.get(url_of(order)).status_code == 404


def test_the_secret_link_does_not_open_an_accounts_order() -> None:
    order = make_order(make_variant(), owner=make_user())

    response = Client().get(url_of(order, f"key/{key_of(order.number)}/"))

    assert response.status_code == 404
