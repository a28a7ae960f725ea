"""Two clerks who press the same button do the thing once."""

import time
from functools import partial

import pytest

from orders.models import OrderLine, Shipment
from orders.services import Parcel, cancel_order, ship_order, shipping
from orders.states import Actor, OrderStatus
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import A_MOMENT, ROUNDS, at_once, errors, is_seen
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def ship_twice() -> tuple[int, int, list[str]]:
    """Parcels, what is left in the warehouse, and what went wrong."""
    cup = make_variant(on_hand=10)
    make_order(cup, quantity=5)  # so that the counters could bear a second parcel
    order = make_paid_order(cup, quantity=2)
    works = [
        partial(
            ship_order,
            order_id=order.pk,
            parcel=Parcel(carrier="SF", tracking_number=number),
            now=NOON,
        )
        for number in ("1", "2")
    ]
    failures = errors(at_once(*works))
    cup.refresh_from_db()
    return Shipment.objects.filter(order=order).count(), cup.on_hand, failures


def test_an_order_is_shipped_once() -> None:
    for _ in range(ROUNDS):
        assert ship_twice() == (1, 8, ["IllegalMove"])


def read_check_save(line_id: int, number: int) -> bool:
    """Counts pieces as sent as beginners do."""
    line = OrderLine.objects.get(pk=line_id)
    if line.left_to_ship < number:
        return False
    time.sleep(A_MOMENT)
    line.shipped_quantity += number
    line.save(update_fields=["shipped_quantity"])
    return True


@pytest.mark.breaks_laws
def test_without_the_guards_it_leaves_twice(without_order_locks, monkeypatch) -> None:
    """The order's lock, and the check and the change of a line in one UPDATE."""
    without_order_locks()
    monkeypatch.setattr(shipping, "_count_sent", read_check_save)

    assert is_seen(lambda: ship_twice()[:2] == (2, 6))


@pytest.mark.breaks_laws  # the money of the cancelled ones is for payments to send back
def test_an_order_is_shipped_or_cancelled() -> None:
    for _ in range(ROUNDS):
        cup = make_variant(on_hand=10)
        order = make_paid_order(cup, quantity=2)

        answers = at_once(
            partial(
                ship_order,
                order_id=order.pk,
                parcel=Parcel(carrier="SF", tracking_number="1"),
                now=NOON,
            ),
            partial(cancel_order, order_id=order.pk, now=NOON, actor=Actor.STAFF),
        )

        order.refresh_from_db()
        cup.refresh_from_db()
        assert errors(answers) == ["IllegalMove"]
        expected = {OrderStatus.SHIPPED: (8, 0), OrderStatus.CANCELLED: (10, 0)}
        assert (cup.on_hand, cup.reserved) == expected[order.status]
