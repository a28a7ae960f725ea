"""The order's page asks the database the same number of questions, however full it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Order, TrackingEvent
from orders.services import (
    Adjustment,
    Parcel,
    Recipient,
    Sighting,
    adjust_price,
    issue_invoice,
    note_sighting,
    ship_order,
)
from payments.services import Wish, refund_order
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import capture, make_attempt, pieces_back, staff_reason
from tests.walks import asked, at_noon, guest_of  # noqa: F401

pytestmark = pytest.mark.django_db
MOST = 13


def full_order(times: int) -> Order:
    """So many lines, parcels, sightings of each, and refunds; one line stays unsent."""
    order = make_order(*[make_variant(price="40.00") for _ in range(times + 1)])
    agreed = Adjustment(
        reduction=Decimal(5), shipping=order.shipping_amount, reason="Agreed"
    )
    adjust_price(order_id=order.pk, adjustment=agreed, now=NOON, actor_id=None)
    order.refresh_from_db()
    capture(make_attempt(order))
    issue_invoice(order_id=order.pk, recipient=Recipient(title="Mei"), now=NOON)
    for number, line in enumerate(order.lines.order_by("pk")[:times]):
        _send(order, number, line.pk, times)
    for _time in range(times):
        wish = Wish(amount=Decimal(1))
        refund_order(order_id=order.pk, now=NOON, why=staff_reason(), wish=wish)
    pieces_back(order, 1)
    return order


def _send(order: Order, number: int, line_id: int, times: int) -> None:
    parcel = Parcel(carrier="SF", tracking_number=f"SF{number}", pieces={line_id: 1})
    shipment = ship_order(order_id=order.pk, parcel=parcel, now=NOON)
    for hour in range(times):
        seen = Sighting(
            kind=TrackingEvent.Kind.ON_THE_WAY, at=NOON + timedelta(hours=hour)
        )
        note_sighting(shipment_id=shipment.pk, sighting=seen)


def test_with_one_row_of_each_and_with_many() -> None:
    costs = []
    for times in (1, 6):
        order = full_order(times)
        client = guest_of(order)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/orders/{order.number}/")
        assert response.status_code == 200
        costs.append(asked(queries))

    assert costs[0] == costs[1] <= MOST
