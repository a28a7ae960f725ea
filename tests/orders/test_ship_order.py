"""A paid order is handed to a carrier once, whole, and leaves the warehouse."""

import pytest

from orders.errors import IllegalMove
from orders.models import Order, Shipment
from orders.services import Parcel, cancel_order, confirm_receipt, ship_order
from orders.states import Actor, OrderStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db


def test_takes_the_goods_from_both_counters() -> None:
    cup = make_variant(on_hand=5)
    order = make_paid_order(cup, quantity=2)

    ship(order)

    cup.refresh_from_db()
    assert (cup.on_hand, cup.reserved) == (3, 0)
    assert (order.status, order.shipped_at) == (OrderStatus.SHIPPED, NOON)


def test_names_the_carrier_and_what_is_in_the_parcel() -> None:
    cup, pot = make_variant(), make_variant()
    order = make_paid_order(cup, pot, quantity=2)

    ship(order)

    parcel = order.shipments.get()
    assert (parcel.carrier, parcel.tracking_number) == ("SF", "SF1")
    assert sum(line.quantity for line in parcel.lines.all()) == 4


def test_is_shipped_once() -> None:
    cup = make_variant(on_hand=5)
    order = ship(make_paid_order(cup))

    with pytest.raises(IllegalMove) as refusal:
        ship(order)

    cup.refresh_from_db()
    assert (refusal.value.current, refusal.value.wanted) == ("shipped", "shipped")
    assert (cup.on_hand, Shipment.objects.count()) == (4, 1)


def test_an_unpaid_order_is_not_shipped() -> None:
    cup = make_variant(on_hand=5)
    order = make_order(cup)

    with pytest.raises(IllegalMove):
        ship(order)

    cup.refresh_from_db()
    assert (cup.on_hand, cup.reserved) == (5, 1)
    assert not Shipment.objects.exists()


def test_a_shipped_order_is_not_cancelled() -> None:
    order = ship(make_paid_order(make_variant()))

    with pytest.raises(IllegalMove):
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    assert Order.objects.get().status == OrderStatus.SHIPPED


def test_the_buyer_confirms_receipt() -> None:
    order = ship(make_paid_order(make_variant()))

    confirm_receipt(order_id=order.pk, now=NOON)

    assert Order.objects.get().status == OrderStatus.RECEIVED


def test_what_is_not_shipped_is_not_received() -> None:
    order = make_paid_order(make_variant())

    with pytest.raises(IllegalMove):
        confirm_receipt(order_id=order.pk, now=NOON)

    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_a_long_note_of_the_carrier_fits() -> None:
    order = make_paid_order(make_variant())
    carrier, number = "C" * 60, "9" * 60

    parcel = Parcel(carrier=carrier, tracking_number=number)
    ship_order(order_id=order.pk, parcel=parcel, now=NOON)

    assert order.events.last().reason == f"{carrier} {number}"
