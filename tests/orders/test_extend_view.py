"""A buyer gives the carrier more time, once, after being told until when."""

import pytest
from django.test import Client

from orders.models import Order
from orders.states import Actor
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.orders.factories import ship
from tests.payments.factories import make_paid_order
from tests.walks import at_noon, guest_of, signed_in, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


def shipped() -> Order:
    return ship(make_paid_order(make_variant(), owner=make_user()))


def url_of(order: Order) -> str:
    return f"/orders/{order.number}/extend/"


def test_the_order_says_when_it_counts_as_received_and_offers_more_time() -> None:
    order = shipped()

    page = text_of(signed_in(order.owner).get(f"/orders/{order.number}/"))

    assert "Counts as received on Nov. 30, 2026." in page
    assert f'href="{url_of(order)}"' in page


def test_asks_first_and_says_until_when() -> None:
    order = shipped()

    page = text_of(signed_in(order.owner).get(url_of(order)))

    assert "counts as received on Nov. 30, 2026" in page
    assert "Yes, until December 7" in page
    order.refresh_from_db()
    assert order.extended_at is None


def test_then_the_day_moves_and_the_button_is_gone() -> None:
    order = shipped()
    before, client = order.receive_by, signed_in(order.owner)

    response = client.post(url_of(order))

    order.refresh_from_db()
    assert (response.status_code, response.url) == (303, f"/orders/{order.number}/")
    assert (order.receive_by - before).days == 7
    assert (order.events.last().actor, order.events.last().actor_user) == (
        Actor.BUYER,
        order.owner,
    )
    page = text_of(client.get(response.url))
    assert "The order now counts as received on Dec. 7, 2026." in page
    assert "You have had more time already." in page
    assert f'href="{url_of(order)}"' not in page


def test_a_second_time_is_refused() -> None:
    order = shipped()
    client = signed_in(order.owner)
    client.post(url_of(order))
    order.refresh_from_db()

    again = client.post(url_of(order), follow=True)

    until = order.receive_by
    order.refresh_from_db()
    assert order.receive_by == until
    assert "The time for this order was extended before." in text_of(again)
    assert client.get(url_of(order)).url == f"/orders/{order.number}/"


def test_there_is_nothing_to_wait_for_before_it_is_shipped() -> None:
    order = make_paid_order(make_variant())
    client = guest_of(order)

    assert client.get(url_of(order)).url == f"/orders/{order.number}/"
    refused = client.post(url_of(order), follow=True)

    order.refresh_from_db()
    assert order.receive_by is None
    assert "be done now" in text_of(refused)


def test_a_stranger_finds_nothing() -> None:
    order = shipped()

    for client in (Client(), signed_in(make_user())):
        assert client.get(url_of(order)).status_code == 404
        assert client.post(url_of(order)).status_code == 404

    order.refresh_from_db()
    assert order.extended_at is None
