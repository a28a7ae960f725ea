"""Staff send an order elsewhere before it is packed, and give carriers more time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Order
from tests.accounts.factories import SHANGHAI
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.orders.factories import ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db


def url_of(order: Order, action: str) -> str:
    return reverse(f"admin:orders_order_{action}", args=[order.pk])


def test_shows_the_address_as_it_is():
    order = make_paid_order(make_variant())

    form = client_of(make_owner()).get(url_of(order, "address")).context["form"]

    assert (form["name"].value(), form["city"].value()) == (order.name, order.city)


def test_sends_an_order_elsewhere():
    clerk, order = make_clerk("support"), make_paid_order(make_variant())

    response = client_of(clerk).post(url_of(order, "address"), SHANGHAI, follow=True)

    order.refresh_from_db()
    event = order.events.last()
    assert (order.city, order.detail) == (SHANGHAI["city"], SHANGHAI["detail"])
    assert (event.kind, event.actor_user) == ("address", clerk)
    assert SHANGHAI["detail"] in told(response)


def test_changes_nothing_the_second_time():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    owner.post(url_of(order, "address"), SHANGHAI)

    owner.post(url_of(order, "address"), SHANGHAI)

    assert order.events.filter(kind="address").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"province": "Atlantis"}, "province"),
        ({"city": ""}, "city"),
        ({"detail": ""}, "detail"),
        ({"country": "US", "region": "CA", "postal_code": "94016"}, "country"),
    ],
)
def test_says_at_the_field_where_it_cannot_go(change, field):
    owner, order = client_of(make_owner()), make_paid_order(make_variant())

    response = owner.post(url_of(order, "address"), SHANGHAI | change)

    before = order.address_fields()
    order.refresh_from_db()
    assert list(response.context["form"].errors) == [field]
    assert order.address_fields() == before


def test_leaves_the_address_of_a_parcel_alone():
    owner, order = client_of(make_owner()), ship(make_paid_order(make_variant()))

    response = owner.post(url_of(order, "address"), SHANGHAI, follow=True)

    assert "can't be done now" in told(response)


def test_gives_the_carrier_more_time_once(settings):
    settings.ORDER_EXTEND_BY = timedelta(days=5)
    clerk, order = make_clerk("support"), ship(make_paid_order(make_variant()))
    due = order.receive_by
    desk = client_of(clerk)

    first = desk.post(url_of(order, "extend"), follow=True)
    again = desk.post(url_of(order, "extend"), follow=True)

    order.refresh_from_db()
    titles = [action["title"] for action in first.context["actions_detail"]]
    assert order.receive_by == due + timedelta(days=5)
    assert order.events.get(kind="extended").actor_user == clerk
    assert "extended before" in told(again)
    assert "Counts as received on (extended)" in first.content.decode()
    assert "More time" not in titles


def test_extends_nothing_that_is_not_on_its_way():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())

    response = owner.post(url_of(order, "extend"), follow=True)

    order.refresh_from_db()
    assert "can't be done now" in told(response)
    assert order.extended_at is None


@pytest.mark.parametrize("action", ["address", "extend"])
def test_is_not_for_the_warehouse(action):
    order = ship(make_paid_order(make_variant()))

    assert (
        client_of(make_clerk("warehouse")).get(url_of(order, action)).status_code == 403
    )
