"""An order can go somewhere else until it is shipped, if that costs no more."""

from decimal import Decimal
from typing import Any

import pytest

from cart.models import ShippingRate
from orders.errors import FreightDiffers, IllegalMove, NotDeliverable
from orders.models import Order, OrderEvent
from orders.services import change_address
from orders.states import Actor
from tests.cart.factories import make_tariff
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db


def move(order: Order, *, actor: Actor = Actor.BUYER, **fields: str) -> Order:
    change_address(order_id=order.pk, address=fields, now=NOON, actor=actor)
    order.refresh_from_db()
    return order


def far_away(order: Order, **tariff: Any) -> None:
    """Delivery to Tibet has a tariff of its own."""
    rate = ShippingRate.objects.get(code=order.shipping_code)
    make_tariff(rate, "西藏自治区", **{"fee": "30.00"} | tariff)


@pytest.mark.parametrize("actor", [Actor.BUYER, Actor.STAFF])
def test_the_parcel_goes_to_the_new_place(actor: Actor) -> None:
    order = make_paid_order(make_variant())

    move(order, actor=actor, detail="2 Hill Road", city="Ningbo")

    assert (order.detail, order.city) == ("2 Hill Road", "Ningbo")
    event = order.events.last()
    assert (event.kind, event.actor) == (OrderEvent.Kind.ADDRESS, actor)


def test_the_log_does_not_say_where() -> None:
    order = move(make_order(make_variant()), detail="2 Hill Road")

    event = order.events.last()
    assert "Hill" not in f"{event.reason}{event.facts}"


def test_the_same_address_again_changes_nothing() -> None:
    order = make_order(make_variant())

    move(order, **order.address_fields())

    assert order.events.count() == 1


def test_what_was_shipped_goes_where_it_goes() -> None:
    order = ship(make_paid_order(make_variant()))

    with pytest.raises(IllegalMove):
        move(order, detail="2 Hill Road")

    assert Order.objects.get().detail == "1 Lake Road"


def test_a_place_that_costs_more_is_refused() -> None:
    order = make_paid_order(make_variant())
    far_away(order)

    with pytest.raises(FreightDiffers) as refusal:
        move(order, province="西藏自治区")

    assert (refusal.value.agreed, refusal.value.fee) == (Decimal(12), Decimal(30))
    assert Order.objects.get().province == "Zhejiang"


def test_a_place_that_costs_less_changes_no_amount() -> None:
    order = make_paid_order(make_variant())
    far_away(order, fee="5.00")

    move(order, province="西藏自治区")

    assert (order.province, order.shipping_amount) == ("西藏自治区", Decimal(12))


def test_whoever_went_to_a_cheaper_place_may_go_back() -> None:
    order = make_paid_order(make_variant())
    far_away(order, fee="5.00")
    move(order, province="西藏自治区")

    move(order, province="Zhejiang")

    assert (order.province, order.shipping_amount) == ("Zhejiang", Decimal(12))


def test_a_place_where_nothing_goes_is_refused() -> None:
    order = make_paid_order(make_variant())
    far_away(order, is_delivered=False)

    with pytest.raises(NotDeliverable):
        move(order, province="西藏自治区")

    assert Order.objects.get().province == "Zhejiang"
