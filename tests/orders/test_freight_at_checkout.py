"""The check-out offers, prices and places by the province a parcel goes to."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.freight import Basis
from cart.models import ShippingRate
from orders.errors import NotDeliverable, PriceChanged
from orders.models import Order
from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_cart, make_rate, make_tariff
from tests.catalog.factories import make_variant
from tests.orders.factories import make_address as fields_of
from tests.orders.factories import make_checkout, make_order, refused
from tests.walks import (  # noqa: F401
    HTMX,
    asked,
    at_noon,
    checkout_form,
    guest_with,
    shopper_with,
    text_of,
)

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout/"
HERE, FAR = "浙江省", "西藏自治区"


@pytest.fixture(autouse=True)
def _delivery(at_noon) -> None:  # noqa: F811
    """¥12 to most places, ¥12 more for each further kilogram to Tibet."""
    standard = make_rate("standard", fee="12.00", basis=Basis.WEIGHT, first_units=5000)
    make_tariff(
        standard,
        FAR,
        fee="20.00",
        first_units=1000,
        extra_units=1000,
        extra_fee=Decimal(12),
    )
    make_tariff(make_rate("express", fee="26.00"), FAR, is_delivered=False)


def heavy(price: str = "20.00"):
    return make_variant(price=price, weight_g=900)


def test_a_changed_province_is_priced_again() -> None:
    client, cart = guest_with(heavy(), quantity=2)

    near = text_of(client.post(CHECKOUT, checkout_form(cart, update="1")))
    far = text_of(client.post(CHECKOUT, checkout_form(cart, update="1", province=FAR)))

    assert 'name="seen_total" value="52.00"' in near
    assert 'name="seen_total" value="72.00"' in far
    assert not Order.objects.exists()


def test_the_province_prices_again_by_itself_with_htmx() -> None:
    client, cart = guest_with(heavy(), quantity=2)

    before, _select, _after = text_of(client.get(CHECKOUT)).partition('name="province"')
    parts = text_of(
        client.post(CHECKOUT, checkout_form(cart, update="1", province=FAR), **HTMX)
    )

    assert 'hx-trigger="change"' in before.rpartition("address-fields__home")[2]
    assert "¥32.00" in parts
    assert "Express" not in parts


def test_an_address_of_the_book_prices_by_its_province() -> None:
    mei = make_user()
    make_address(mei, province=FAR)
    near = make_address(mei, province=HERE)
    client, cart = shopper_with(mei, heavy(), quantity=2)

    first = text_of(client.get(CHECKOUT))
    other = checkout_form(cart, update="1", address=near.pk)

    assert 'name="seen_total" value="72.00"' in first
    assert 'name="seen_total" value="52.00"' in text_of(client.post(CHECKOUT, other))


def test_offers_no_way_that_does_not_go_there() -> None:
    client, cart = guest_with(heavy())

    page = text_of(client.post(CHECKOUT, checkout_form(cart, update="1", province=FAR)))

    assert 'value="standard"' in page
    assert 'value="express"' not in page


def test_says_when_no_way_goes_there() -> None:
    ShippingRate.objects.filter(code="standard").update(is_active=False)
    client, cart = guest_with(heavy())

    page = text_of(client.post(CHECKOUT, checkout_form(cart, update="1", province=FAR)))

    assert "We can't deliver to Tibet yet." in page
    assert "disabled>Place order</button>" in page


def test_a_province_chosen_without_update_is_confirmed_first() -> None:
    client, cart = guest_with(heavy(), quantity=2)

    response = client.post(CHECKOUT, checkout_form(cart, province=FAR))

    assert response.status_code == 409
    assert "It was ¥52.00, it is ¥72.00 now." in text_of(response)
    assert not Order.objects.exists()
    assert cart.lines.exists()


def test_a_way_that_does_not_go_there_is_refused() -> None:
    client, cart = guest_with(heavy())
    sent = checkout_form(cart, province=FAR, shipping="express", seen_total="46.00")

    response = client.post(CHECKOUT, sent)

    assert response.status_code == 409
    assert "We can&#x27;t deliver there that way" in text_of(response)
    assert not Order.objects.exists()


@pytest.mark.parametrize(("province", "freight"), [(HERE, 12), (FAR, 32)])
def test_an_order_keeps_the_freight_of_its_province(
    province: str, freight: int
) -> None:
    order = make_order(heavy(), quantity=2, address=fields_of(province=province))

    assert (order.goods_amount, order.shipping_amount) == (40, freight)
    assert order.total == 40 + freight
    assert sum(line.shipping_share for line in order.lines.all()) == freight


def test_the_total_seen_for_another_province_buys_nothing() -> None:
    cart = make_cart(heavy(), quantity=2)
    near = make_checkout(cart, address=fields_of(province=HERE))

    error = refused(
        make_checkout(
            cart, address=fields_of(province=FAR), seen_total=near.seen_total
        ),
        PriceChanged,
    )

    assert (error.seen, error.total) == (52, 72)
    assert not Order.objects.exists()
    assert cart.lines.exists()


def test_nothing_is_placed_where_nothing_is_delivered() -> None:
    cart = make_cart(heavy())
    away = fields_of(province=FAR)

    refused(make_checkout(cart, address=away, shipping_code="express"), NotDeliverable)

    assert cart.lines.exists()


def test_costs_no_query_more_for_regions() -> None:
    mei = make_user()
    make_address(mei, province=FAR)
    client, _cart = shopper_with(mei, heavy())

    with CaptureQueriesContext(connection) as queries:
        client.get(CHECKOUT)

    assert asked(queries) == 10
