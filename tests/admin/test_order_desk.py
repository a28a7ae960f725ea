"""Staff ship, cancel, refund and note; whoever comes second is told so."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from orders.admin.filters import VIEWS
from orders.models import Order
from orders.selectors import order_page
from orders.states import OrderStatus
from payments.errors import GatewayAway
from payments.models import Refund
from shop.templatetags.shop import money
from tests.admin.factories import (
    client_of,
    confirmed,
    make_clerk,
    make_owner,
    told,
)
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/order/"
EVERYTHING = {"everything": "on", "reason": "Broken on arrival"}
PARCEL = {"carrier": "SF Express", "tracking_number": " sf 1234 5678 "}


def url_of(order: Order, action: str = "change") -> str:
    return reverse(f"admin:orders_order_{action}", args=[order.pk])


def test_ships_an_order_with_carrier_and_tracking():
    clerk, order = make_clerk(), make_paid_order(make_variant(on_hand=3), quantity=2)

    response = client_of(clerk).post(url_of(order, "ship"), PARCEL, follow=True)

    order.refresh_from_db()
    parcel = order.shipments.get()
    assert order.status == OrderStatus.SHIPPED
    assert (parcel.carrier, parcel.tracking_number) == ("SF Express", "SF12345678")
    assert parcel.actor == clerk
    assert "on its way" in told(response)
    assert "SF12345678" in LogEntry.objects.get().change_message


def test_warns_the_second_of_two_who_ship_at_once():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    owner.post(url_of(order, "ship"), PARCEL)

    response = owner.post(url_of(order, "ship"), PARCEL, follow=True)

    assert "can't be done now" in told(response)
    assert order.shipments.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tracking_number": ""}, "tracking_number"),
        ({"tracking_number": "<b>12345"}, "tracking_number"),
        ({"tracking_number": "1" * 41}, "tracking_number"),
        ({"carrier": ""}, "carrier"),
        ({"carrier": "Pigeon"}, "carrier"),
        ({"carrier": "other"}, "other_carrier"),
    ],
)
def test_says_at_the_field_what_is_missing_for_a_parcel(change, field):
    owner, order = client_of(make_owner()), make_paid_order(make_variant())

    response = owner.post(url_of(order, "ship"), PARCEL | change)

    assert list(response.context["form"].errors) == [field]
    assert not order.shipments.exists()


def test_takes_any_carrier_by_name():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    said = PARCEL | {"carrier": "other", "other_carrier": "  Bike   Anna "}

    owner.post(url_of(order, "ship"), said)

    assert order.shipments.get().carrier == "Bike Anna"


def test_looks_first_and_acts_only_when_told():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())

    for action in ("ship", "cancel", "refund", "note", "address", "invoice"):
        assert owner.get(url_of(order, action)).status_code == 200

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_names_the_amount_before_it_goes_back():
    owner = client_of(make_owner())
    order = ship(make_paid_order(make_variant(price="300.00")))

    page = owner.get(url_of(order, "refund")).content.decode()
    confirmed(owner, url_of(order, "refund"), EVERYTHING)

    order.refresh_from_db()
    assert money(order.total) in page
    assert order.status == OrderStatus.REFUNDED
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (order.total, "Broken on arrival")
    assert refund.actor.name == "Owner"


def test_refunds_once_whoever_else_presses():
    owner, order = client_of(make_owner()), ship(make_paid_order(make_variant()))
    confirmed(owner, url_of(order, "refund"), EVERYTHING)

    response = owner.post(url_of(order, "refund"), EVERYTHING, follow=True)

    assert "no payment left" in told(response)
    assert Refund.objects.count() == 1


def test_cancels_with_a_reason():
    owner, variant = client_of(make_owner()), make_variant(on_hand=3)
    order = make_order(variant, quantity=2)

    refused = owner.post(url_of(order, "cancel"), {"reason": ""})
    owner.post(url_of(order, "cancel"), {"reason": "Asked for on the phone"})

    order.refresh_from_db()
    variant.refresh_from_db()
    assert "reason" in refused.context["form"].errors
    assert (order.status, variant.reserved) == (OrderStatus.CANCELLED, 0)
    assert order.events.last().reason == "Asked for on the phone"


def test_says_that_the_gateway_is_away(monkeypatch):
    def away(**_facts):
        raise GatewayAway

    monkeypatch.setattr("payments.admin.handles.cancel_order", away)
    owner, order = client_of(make_owner()), make_order(make_variant())

    response = owner.post(url_of(order, "cancel"), {"reason": "x"}, follow=True)

    assert "can't be reached" in told(response)


def test_keeps_a_note_from_the_buyer():
    owner, order = client_of(make_owner()), make_order(make_variant())

    owner.post(url_of(order, "note"), {"text": "Calls every day"})

    event = order.events.last()
    assert (event.old, event.new, event.reason) == (
        order.status,
        order.status,
        "Calls every day",
    )
    assert "Calls every day" in owner.get(url_of(order)).content.decode()
    assert len(order_page(order, now=NOON).events) == 1


def test_offers_what_the_state_allows():
    owner = client_of(make_owner())
    unpaid, paid = make_order(make_variant()), make_paid_order(make_variant())
    shipped = ship(make_paid_order(make_variant()))

    offered = {
        order.status: [
            a["title"] for a in owner.get(url_of(order)).context["actions_detail"]
        ]
        for order in (unpaid, paid, shipped)
    }

    assert offered == {
        "pending_payment": ["Note", "Address", "Change price", "Cancel"],
        "awaiting_shipment": [
            "Ship",
            "Packing slip",
            "Note",
            "Address",
            "Write invoice",
            "Refund",
            "Cancel",
        ],
        "shipped": ["Packing slip", "Note", "More time", "Write invoice", "Refund"],
    }


def test_operations_send_money_back():
    clerk, order = client_of(make_clerk()), make_paid_order(make_variant())

    confirmed(clerk, url_of(order, "refund"), EVERYTHING)

    assert Refund.objects.get().amount == order.total


def test_the_help_desk_sends_no_money_back():
    clerk, order = client_of(make_clerk("support")), make_paid_order(make_variant())

    page = clerk.get(url_of(order))
    refund = clerk.post(url_of(order, "refund"), {"reason": "x"})
    cancel = clerk.post(url_of(order, "cancel"), {"reason": "x"})

    titles = [action["title"] for action in page.context["actions_detail"]]
    assert titles == ["Packing slip", "Note", "Address"]
    assert (refund.status_code, cancel.status_code) == (403, 403)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "{number}",
        "{number_low}",
        "{phone_tail}",
        "{sku}",
        "mei@example.com",
        "TRACK12345",
    ],
)
def test_finds_an_order_by_what_a_buyer_says(query):
    owner = client_of(make_owner())
    variant = make_variant(sku="ODD-7")
    order = make_paid_order(variant, email="mei@example.com")
    make_paid_order(make_variant())
    owner.post(url_of(order, "ship"), PARCEL | {"tracking_number": "TRACK12345"})
    text = query.format(
        number=order.number,
        number_low=order.number.lower(),
        phone_tail=order.phone[-6:],
        sku="odd-7",
    )

    page = owner.get(LIST, {"q": text})

    assert [row.pk for row in page.context["cl"].result_list] == [order.pk]


def test_opens_on_what_waits_the_oldest_first():
    owner = client_of(make_owner())
    first, second = make_paid_order(make_variant()), make_paid_order(make_variant())
    make_order(make_variant())

    page = owner.get(LIST)
    everything = owner.get(LIST, {"view": "all"})

    assert [row.pk for row in page.context["cl"].result_list] == [first.pk, second.pk]
    assert page.context["view_counts"]["unpaid"] == 1
    assert {OrderStatus(one) for _, many in VIEWS.values() for one in many} == set(
        OrderStatus
    )
    assert len(everything.context["cl"].result_list) == 3


def test_a_choice_looks_like_one() -> None:
    order = make_paid_order(make_variant())
    url = reverse("admin:orders_order_ship", args=[order.pk])

    page = client_of(make_owner()).get(url).content.decode()

    carrier = page[page.index('name="carrier"') :]
    assert "expand_more" in carrier[: carrier.index("other_carrier")]
