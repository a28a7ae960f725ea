"""Everybody finds on an order what their own work needs, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import Order
from orders.services import Parcel, ship_order
from shop.sidebar import navigation
from tests.admin.factories import client_of, make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db

OF_ORDERS = {
    "Ship",
    "Packing slip",
    "Note",
    "Address",
    "More time",
    "Write invoice",
    "Change price",
}
OFFERED = {
    "operations": OF_ORDERS,
    "support": {"Packing slip", "Note", "Address", "More time", "Change price"},
    "warehouse": {"Ship", "Packing slip", "Note"},
    "finance": {"Packing slip", "Write invoice"},
}
ON_PARCELS = {
    "operations": {"Tracking event", "Correct number"},
    "support": set(),
    "warehouse": {"Tracking event", "Correct number"},
    "finance": set(),
}
PAGES = {
    "operations": {"Orders", "Parcels", "Phone orders", "Invoices"},
    "support": {"Orders", "Parcels", "Phone orders", "Invoices"},
    "warehouse": {"Orders", "Parcels"},
    "finance": {"Orders", "Parcels", "Invoices"},
}


def page_of(client: Any, order: Order) -> Any:
    return client.get(reverse("admin:orders_order_change", args=[order.pk]))


def make_partly_shipped(*variants: Any, parcels: int = 1) -> Order:
    order = make_paid_order(*variants, quantity=parcels + 1)
    for number in range(parcels):
        pieces = {line.pk: 1 for line in order.lines.all()}
        parcel = Parcel(carrier="SF", tracking_number=f"SF{number}", pieces=pieces)
        ship_order(order_id=order.pk, parcel=parcel, now=NOON)
    return order


@pytest.mark.parametrize("role", OFFERED)
def test_offers_what_the_role_is_for(role):
    client = client_of(make_clerk(role))
    shipped = make_paid_order(make_variant())
    parcel = Parcel(carrier="SF", tracking_number="SF1")
    ship_order(order_id=shipped.pk, parcel=parcel, now=NOON)
    orders = [make_order(make_variant()), make_paid_order(make_variant()), shipped]

    titles = {
        str(action["title"])
        for order in orders
        for action in page_of(client, order).context["actions_detail"]
    }

    assert titles & OF_ORDERS == OFFERED[role]


@pytest.mark.parametrize("role", ON_PARCELS)
def test_offers_on_parcels_what_the_role_is_for(role):
    order = make_partly_shipped(make_variant())

    text = page_of(client_of(make_clerk(role)), order).content.decode()

    offered = {one for one in ("Tracking event", "Correct number") if one in text}
    assert offered == ON_PARCELS[role]


@pytest.mark.parametrize("role", PAGES)
def test_shows_in_the_sidebar_what_the_role_is_for(role, rf):
    request = rf.get("/admin/")
    request.user = make_clerk(role)

    titles = {
        str(item["title"]) for group in navigation(request) for item in group["items"]
    }

    assert titles & PAGES["operations"] == PAGES[role]


def test_reads_an_order_with_the_same_queries_however_much_is_in_it():
    client = client_of(make_owner())
    small = make_partly_shipped(make_variant())
    large = make_partly_shipped(*(make_variant() for _ in range(4)), parcels=3)
    page_of(client, small)

    def queries(order: Order) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert page_of(client, order).status_code == 200
        return len(caught)

    assert queries(large) == queries(small)


def test_reads_many_slips_with_the_same_queries():
    client = client_of(make_owner())
    orders = [make_partly_shipped(make_variant()) for _ in range(3)]

    def queries(count: int) -> int:
        ids = ",".join(str(order.pk) for order in orders[:count])
        with CaptureQueriesContext(connection) as caught:
            page = client.get("/admin/orders/order/slips/", {"ids": ids})
        assert len(page.context["slips"]) == count
        return len(caught)

    queries(1)
    assert queries(3) == queries(1)
