"""A buyer sends an order somewhere else while it is still here."""

from decimal import Decimal

import pytest
from django.test import Client

from cart.models import ShippingRate
from orders.models import Order
from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_tariff
from tests.catalog.factories import make_variant
from tests.orders.factories import make_address as address_of_an_order
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order
from tests.walks import at_noon, guest_of, signed_in, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
NINGBO = {
    "name": "Ada Long",
    "phone": "13800138000",
    "country": "CN",
    "province": "浙江省",
    "city": "Ningbo",
    "district": "Haishu",
    "detail": "2 Hill Road",
    "postal_code": "315000",
}


def url_of(order: Order) -> str:
    return f"/orders/{order.number}/address/"


def guests_order() -> Order:
    return make_paid_order(
        make_variant(), address=address_of_an_order(province="浙江省")
    )


def test_begins_with_where_it_goes_now() -> None:
    order = guests_order()

    page = text_of(guest_of(order).get(url_of(order)))

    assert f'value="{order.detail}"' in page
    assert f'value="{order.name}"' in page
    assert '<option value="浙江省" selected>' in page


def test_a_guest_sends_it_elsewhere() -> None:
    order = guests_order()
    client = guest_of(order)

    response = client.post(url_of(order), NINGBO)

    order.refresh_from_db()
    assert (response.status_code, response.url) == (303, f"/orders/{order.number}/")
    assert (order.name, order.city, order.detail) == (
        "Ada Long",
        "Ningbo",
        "2 Hill Road",
    )
    page = text_of(client.get(response.url))
    assert "Your order goes to the new address." in page
    assert "Delivery address changed" in page


def test_an_account_may_pick_from_its_book() -> None:
    mei = make_user()
    order = make_order(make_variant(), owner=mei)
    entry = make_address(mei, province="浙江省", detail="9 Lake View")
    client = signed_in(mei)

    assert "9 Lake View" in text_of(client.get(url_of(order)))
    client.post(url_of(order), {"address": entry.pk})

    order.refresh_from_db()
    assert order.address_fields() == entry.address_fields()


def test_somebody_elses_entry_is_none_of_the_books() -> None:
    mei = make_user()
    order, entry = make_order(make_variant(), owner=mei), make_address(make_user())
    make_address(mei)
    before = order.address_fields()

    response = signed_in(mei).post(url_of(order), {"address": entry.pk})

    order.refresh_from_db()
    assert response.status_code == 422
    assert "Choose an address." in text_of(response)
    assert order.address_fields() == before


def test_mistakes_stand_beside_their_fields_and_what_was_typed_stays() -> None:
    order = guests_order()
    before = order.address_fields()

    response = guest_of(order).post(url_of(order), NINGBO | {"name": "", "city": " "})

    page = text_of(response)
    order.refresh_from_db()
    assert response.status_code == 422
    assert "<title>Error: Change address" in page
    assert 'id="id_name_error"' in page
    assert 'id="id_city_error"' in page
    assert 'value="2 Hill Road"' in page
    assert order.address_fields() == before


def test_a_place_that_costs_more_is_refused_with_both_fees() -> None:
    order = guests_order()
    make_tariff(ShippingRate.objects.get(), "西藏自治区", fee=Decimal("30.00"))
    before = order.address_fields()

    response = guest_of(order).post(
        url_of(order), NINGBO | {"province": "西藏自治区", "city": "Lhasa"}
    )

    page = text_of(response)
    order.refresh_from_db()
    assert response.status_code == 409
    assert "Delivery there costs ¥30.00, not ¥12.00." in page
    assert 'value="Lhasa"' in page
    assert order.address_fields() == before


def test_a_place_where_its_delivery_does_not_go_is_refused() -> None:
    order = guests_order()
    before = order.address_fields()
    abroad = {"country": "DE", "region": "Bavaria", "city": "Munich"}

    response = guest_of(order).post(url_of(order), NINGBO | abroad)

    order.refresh_from_db()
    assert response.status_code == 409
    assert f"{order.shipping_name} does not go there." in text_of(response)
    assert order.address_fields() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_shipped_goes_where_it_goes(method: str) -> None:
    order = ship(guests_order())
    before, client = order.address_fields(), guest_of(order)

    response = getattr(client, method)(url_of(order), NINGBO, follow=True)

    order.refresh_from_db()
    assert "address of this order can&#x27;t be changed any more" in text_of(response)
    assert order.address_fields() == before


def test_a_region_abroad_stands_in_its_own_field() -> None:
    order = guests_order()
    order.write(country="DE", province="Bavaria")

    page = text_of(guest_of(order).get(url_of(order)))

    assert '<option value="DE" selected>' in page
    assert 'name="region" value="Bavaria"' in page


def test_a_stranger_finds_nothing() -> None:
    order = make_order(make_variant(), owner=make_user())
    before = order.address_fields()

    for client in (Client(), signed_in(make_user())):
        assert client.get(url_of(order)).status_code == 404
        assert client.post(url_of(order), NINGBO).status_code == 404

    order.refresh_from_db()
    assert order.address_fields() == before
