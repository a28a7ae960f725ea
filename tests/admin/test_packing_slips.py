"""A packing slip is of one parcel, or of what is left to pack; never with prices."""

from typing import Any

import pytest
from django.urls import reverse

from orders.models import Order
from orders.services import Parcel, ship_order
from tests.admin.factories import client_of, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/order/"


def slips(order: Order) -> Any:
    url = reverse("admin:orders_order_packing_slip", args=[order.pk])
    return client_of(make_owner()).get(url)


def packed(response: Any) -> list[list[tuple[str, int]]]:
    return [
        [(line.sku, number) for line, number in slip.rows]
        for slip in response.context["slips"]
    ]


def test_lists_what_is_left_to_pack():
    first, second = make_variant(sku="A"), make_variant(sku="B")
    order = make_paid_order(first, second, quantity=3)
    pieces = {order.lines.get(sku="A").pk: 3, order.lines.get(sku="B").pk: 1}
    parcel = Parcel(carrier="SF", tracking_number="SF1", pieces=pieces)
    ship_order(order_id=order.pk, parcel=parcel, now=NOON)

    page = slips(order)

    assert packed(page) == [[("B", 2)]]


def test_lists_the_parcels_of_an_order_that_is_sent():
    order = ship(make_paid_order(make_variant(sku="A", price="33.00"), quantity=2))

    page = slips(order)

    text = page.content.decode()
    assert packed(page) == [[("A", 2)]]
    for words in (order.number, order.detail, "SF1"):
        assert words in text
    assert "33.00" not in text


def test_prints_one_parcel():
    order = ship(make_paid_order(make_variant(sku="A")))
    parcel = order.shipments.get()
    url = reverse("admin:orders_shipment_packing_slip", args=[parcel.pk])

    assert packed(client_of(make_owner()).get(url)) == [[("A", 1)]]


@pytest.mark.parametrize(
    ("asked", "sheet"), [("", False), ("?paper=label", True), ("?paper=wall", False)]
)
def test_prints_on_a4_or_on_labels(asked, sheet):
    order = make_paid_order(make_variant())
    url = reverse("admin:orders_order_packing_slip", args=[order.pk])

    page = client_of(make_owner()).get(url + asked)

    assert ("slip-label" in page.content.decode()) is sheet


def test_prints_many_at_once_the_oldest_first():
    owner = client_of(make_owner())
    orders = [make_paid_order(make_variant()) for _ in range(3)]
    make_order(make_variant())
    chosen = {"action": "print_slips", "_selected_action": [o.pk for o in orders[:2]]}

    page = owner.post(LIST, chosen, follow=True)

    assert [slip.order for slip in page.context["slips"]] == orders[:2]


@pytest.mark.parametrize("ids", ["", "x,-1,1e3", "9" * 40, ","])
def test_prints_nothing_for_orders_that_are_not_there(ids):
    page = client_of(make_owner()).get(f"{LIST}slips/", {"ids": ids})

    assert packed(page) == []


def test_prints_nothing_for_an_order_that_is_not_paid():
    order = make_order(make_variant())

    page = client_of(make_owner()).get(f"{LIST}slips/", {"ids": order.pk})

    assert packed(page) == []


def test_prints_no_more_than_a_printer_holds(monkeypatch):
    monkeypatch.setattr("orders.admin.order_list.MOST_SLIPS", 1)
    orders = [make_paid_order(make_variant()) for _ in range(2)]
    chosen = {"action": "print_slips", "_selected_action": [o.pk for o in orders]}

    page = client_of(make_owner()).post(LIST, chosen, follow=True)

    assert "At most 1" in told(page)


@pytest.mark.parametrize("ticked", [["abc"], ["9" * 5000], ["\u00b2", ""], ["1,000"]])
def test_ticks_that_are_no_orders_are_none(ticked):
    chosen = {"action": "print_slips", "_selected_action": ticked}

    response = client_of(make_owner()).post("/admin/orders/order/", chosen)

    assert response.status_code == 302
