"""Several parcels, what is in them and where they are."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Order, Shipment, TrackingEvent
from orders.services import Parcel, ship_order
from orders.states import OrderStatus
from shop.kernel.clock import now
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db
FIRST = {"carrier": "SF Express", "tracking_number": "SF11111"}
SECOND = {"carrier": "EMS", "tracking_number": "EM22222"}
SEEN = {"kind": "out", "at": "2026-11-20T12:00", "place": "Hangzhou"}


def url_of(order: Order, action: str) -> str:
    return reverse(f"admin:orders_order_{action}", args=[order.pk])


def parcel_url(parcel: Shipment, action: str) -> str:
    return reverse(f"admin:orders_shipment_{action}", args=[parcel.pk])


def order_of_two_lines() -> tuple[Order, list[str]]:
    """Three pieces of each of two articles, and the names of their fields."""
    order = make_paid_order(make_variant(), make_variant(), quantity=3)
    return order, [f"pieces_{line.pk}" for line in order.lines.order_by("pk")]


def test_offers_all_that_is_left_of_each_line():
    owner, (order, fields) = client_of(make_owner()), order_of_two_lines()

    form = owner.get(url_of(order, "ship")).context["form"]

    assert [form[name].value() for name in fields] == [3, 3]


def test_ships_in_two_parcels():
    owner, (order, (one, two)) = client_of(make_owner()), order_of_two_lines()

    owner.post(url_of(order, "ship"), FIRST | {one: "2", two: "0"})
    order.refresh_from_db()
    between = order.status
    owner.post(url_of(order, "ship"), SECOND)

    order.refresh_from_db()
    packed = [
        sorted(row.quantity for row in parcel.lines.all())
        for parcel in order.shipments.order_by("pk")
    ]
    assert packed == [[2], [1, 3]]
    assert (between, order.status) == (
        OrderStatus.PARTIALLY_SHIPPED,
        OrderStatus.SHIPPED,
    )


@pytest.mark.parametrize("numbers", [("4", "0"), ("-1", "1"), ("x", "1"), ("0", "0")])
def test_says_at_the_line_that_it_has_not_so_many(numbers):
    owner, (order, fields) = client_of(make_owner()), order_of_two_lines()
    said = FIRST | dict(zip(fields, numbers, strict=True))

    response = owner.post(url_of(order, "ship"), said)

    assert list(response.context["form"].errors) == [fields[0]]
    assert not order.shipments.exists()


def test_says_at_the_number_that_the_parcel_is_there_already():
    owner, (order, (one, two)) = client_of(make_owner()), order_of_two_lines()
    said = FIRST | {one: "1", two: "0"}
    owner.post(url_of(order, "ship"), said)

    response = owner.post(url_of(order, "ship"), said)

    assert list(response.context["form"].errors) == ["tracking_number"]
    assert order.shipments.count() == 1


def test_shows_what_is_sent_and_what_is_left():
    owner, (order, (one, two)) = client_of(make_owner()), order_of_two_lines()
    owner.post(url_of(order, "ship"), FIRST | {one: "2", two: "0"})

    page = owner.get(url_of(order, "change")).content.decode()

    for words in ("2 sent", "1 to send", "3 to send", "SF11111"):
        assert words in page


def test_writes_down_where_a_parcel_was_seen_once():
    clerk = make_clerk("warehouse")
    parcel = ship(make_paid_order(make_variant())).shipments.get()
    desk = client_of(clerk)

    first = desk.post(parcel_url(parcel, "sight"), SEEN, follow=True)
    again = desk.post(parcel_url(parcel, "sight"), SEEN, follow=True)

    event = parcel.tracking.get()
    assert (event.kind, event.place, event.actor) == ("out", "Hangzhou", clerk)
    assert event.at == NOON - timedelta(hours=8)  # noon on the shop's own clock
    assert "out for delivery" in told(first)
    assert "written down before" in told(again)
    assert "Hangzhou" in first.content.decode()


def test_knows_that_a_delivered_parcel_is_delivered():
    parcel = ship(make_paid_order(make_variant())).shipments.get()

    client_of(make_owner()).post(
        parcel_url(parcel, "sight"), SEEN | {"kind": "delivered"}
    )

    parcel.refresh_from_db()
    assert parcel.delivered_at == NOON - timedelta(hours=8)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": ""}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": (now() + timedelta(days=2)).isoformat()}, "at"),
        ({"at": "0001-01-01T00:00"}, "at"),
        ({"at": "2026-11-19T12:00"}, "at"),
        ({"kind": "eaten"}, "kind"),
        ({"place": "x" * 81}, "place"),
    ],
)
def test_says_at_the_field_what_is_wrong_with_a_sighting(change, field):
    parcel = ship(make_paid_order(make_variant())).shipments.get()

    response = client_of(make_owner()).post(parcel_url(parcel, "sight"), SEEN | change)

    assert list(response.context["form"].errors) == [field]
    assert not TrackingEvent.objects.exists()


def test_puts_a_mistyped_number_right():
    owner = client_of(make_owner())
    order = ship(make_paid_order(make_variant()))
    parcel = order.shipments.get()

    before = owner.get(parcel_url(parcel, "correct")).context["form"].initial
    owner.post(parcel_url(parcel, "correct"), SECOND)

    parcel.refresh_from_db()
    assert (before["carrier"], before["other_carrier"]) == ("other", "SF")
    assert (parcel.carrier, parcel.tracking_number) == ("EMS", "EM22222")
    assert "SF1 → EMS EM22222" in order.events.last().reason


def test_gives_no_parcel_the_number_of_its_sister():
    owner, (order, _fields) = client_of(make_owner()), order_of_two_lines()
    pieces = {order.lines.first().pk: 1}
    for facts in (FIRST, SECOND):
        ship_order(order_id=order.pk, parcel=Parcel(**facts, pieces=pieces), now=NOON)
    parcel = order.shipments.order_by("pk").last()

    response = owner.post(parcel_url(parcel, "correct"), FIRST)

    parcel.refresh_from_db()
    assert list(response.context["form"].errors) == ["tracking_number"]
    assert parcel.tracking_number == "EM22222"


def test_the_help_desk_sends_no_parcels():
    help_desk, order = client_of(make_clerk("support")), make_paid_order(make_variant())

    assert help_desk.post(url_of(order, "ship"), FIRST).status_code == 403
    assert not order.shipments.exists()
