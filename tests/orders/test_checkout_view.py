"""One page turns the ticked lines into an order, once, at the total that was seen."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import OutboxMessage
from catalog.services import set_price
from catalog.stock import adjust_stock
from orders.models import Order
from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.walks import (  # noqa: F401
    HTMX,
    PREFETCH,
    asked,
    at_noon,
    checkout_form,
    guest_with,
    shopper_with,
    text_of,
)

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout/"


@pytest.fixture(autouse=True)
def _delivery(at_noon) -> None:  # noqa: F811
    make_rate("standard", fee="12.00")
    make_rate("express", fee="26.00")


def test_a_guest_orders_and_goes_on_to_pay() -> None:
    client, cart = guest_with(make_variant(price="20.00"), quantity=2)

    response = client.post(CHECKOUT, checkout_form(cart))

    order = Order.objects.get()
    assert (response.status_code, response.url) == (
        303,
        f"/orders/{order.number}/pay/",
    )
    assert (order.total, order.email, order.owner) == (
        Decimal("52.00"),
        "guest@example.com",
        None,
    )
    assert client.get(response.url).status_code == 200
    assert not cart.lines.exists()


def test_an_account_orders_to_its_book() -> None:
    mei = make_user()
    address = make_address(mei)
    client, cart = shopper_with(mei, make_variant())
    make_address(mei, city="Beijing")

    client.post(CHECKOUT, checkout_form(cart, address=address.pk, city=""))

    order = Order.objects.get()
    assert (order.owner, order.city, order.email) == (mei, address.city, mei.email)


def test_keeps_a_new_address_for_the_next_time_once() -> None:
    mei = make_user()
    client, cart = shopper_with(mei, make_variant())
    sent = checkout_form(cart, address="new")

    client.post(CHECKOUT, sent)
    client.post(CHECKOUT, sent)

    assert [a.detail for a in mei.addresses.all()] == ["88 Wensan Road"]


def test_knows_no_strangers_address() -> None:
    mei, tom = make_user(), make_user()
    make_address(mei)
    client, cart = shopper_with(mei, make_variant())

    response = client.post(CHECKOUT, checkout_form(cart, address=make_address(tom).pk))

    assert response.status_code == 422
    assert "Choose an address." in text_of(response)
    assert not Order.objects.exists()


def test_a_second_submit_finds_the_same_order() -> None:
    client, cart = guest_with(make_variant())
    sent = checkout_form(cart)

    first, second = client.post(CHECKOUT, sent), client.post(CHECKOUT, sent)

    assert Order.objects.count() == 1
    assert first.url == second.url


def test_a_second_submit_with_other_details_is_told_of_the_first() -> None:
    client, cart = guest_with(make_variant())
    sent = checkout_form(cart)
    client.post(CHECKOUT, sent)

    response = client.post(CHECKOUT, sent | {"name": "Somebody else"}, follow=True)

    assert Order.objects.count() == 1
    assert "You have ordered this already" in text_of(response)


def test_a_changed_price_is_confirmed_first() -> None:
    teapot = make_variant(price="20.00")
    client, cart = guest_with(teapot)
    sent = checkout_form(cart)
    set_price(variant_id=teapot.pk, price=Decimal("25.00"), compare_at=None, now=NOON)

    response = client.post(CHECKOUT, sent)
    page = text_of(response)

    assert response.status_code == 409
    assert "It was ¥32.00, it is ¥37.00 now." in page
    assert "The price went from ¥20.00 to ¥25.00" in page
    assert 'name="seen_total" value="37.00"' in page
    assert 'value="88 Wensan Road"' in page
    assert not Order.objects.exists()


def test_what_sold_out_is_named_and_the_rest_can_be_had() -> None:
    teapot, plate = make_variant(on_hand=1), make_variant()
    client, cart = guest_with(teapot, plate)
    sent = checkout_form(cart)
    adjust_stock(variant_id=teapot.pk, delta=-1, reason="broken", now=NOON)

    response = client.post(CHECKOUT, sent)

    assert response.status_code == 409
    assert f"{teapot.product.name}: Sold out" in text_of(response)
    assert 'name="seen_total" value="32.00"' in text_of(response)


def test_a_delivery_that_does_not_go_there_is_chosen_anew() -> None:
    make_rate("air", fee="98.00")
    client, cart = guest_with(make_variant())
    abroad = {"country": "JP", "postal_code": "100-0001", "region": "Tokyo"}

    response = client.post(CHECKOUT, checkout_form(cart, **abroad))

    assert response.status_code == 409
    assert "We can&#x27;t deliver there that way" in text_of(response)


def test_too_many_unpaid_orders_are_pointed_to(settings) -> None:
    settings.UNPAID_ORDERS_PER_SHOPPER = 1
    mei = make_user()
    client, cart = shopper_with(mei, make_variant())
    client.post(CHECKOUT, checkout_form(cart))
    _client, cart = shopper_with(mei, make_variant())

    response = client.post(CHECKOUT, checkout_form(cart, address="new"))

    assert response.status_code == 409
    assert "/orders/?state=unpaid" in text_of(response)


def test_a_strangers_lines_are_not_bought() -> None:
    _owner, theirs = guest_with(make_variant())
    client, _own = guest_with(make_variant())

    response = client.post(CHECKOUT, checkout_form(theirs))

    assert response.status_code == 409
    assert theirs.lines.exists()
    assert not Order.objects.exists()


def test_update_prices_again_and_keeps_everything() -> None:
    client, cart = guest_with(make_variant(price="20.00"))

    response = client.post(
        CHECKOUT,
        checkout_form(cart, shipping="express", email="half", update="1", note="ring"),
    )

    page = text_of(response)
    assert response.status_code == 200
    assert 'name="seen_total" value="46.00"' in page
    assert 'value="half"' in page
    assert "ring</textarea>" in page
    assert "Enter a valid" not in page
    assert not Order.objects.exists()


def test_what_one_guest_wrote_is_shown_to_nobody_else() -> None:
    one, cart = guest_with(make_variant())
    other, _cart = guest_with(make_variant())

    one.post(CHECKOUT, checkout_form(cart, name="Ada Long", phone="half"))
    page = text_of(other.get(CHECKOUT))

    assert "Ada Long" not in page
    assert 'name="name" autocomplete="name"' in page


def test_update_answers_htmx_with_the_parts() -> None:
    client, cart = guest_with(make_variant())

    response = client.post(
        CHECKOUT, checkout_form(cart, shipping="express", update="1"), **HTMX
    )

    assert text_of(response).count("<hx-partial") == 6
    assert "<html" not in text_of(response)


def test_has_new_offers_for_each_country() -> None:
    client, cart = guest_with(make_variant())

    response = client.post(CHECKOUT, checkout_form(cart, country="JP", update="1"))

    assert "We can't deliver to Japan yet." in text_of(response)


@pytest.mark.parametrize("count", [1, 30])
def test_costs_the_same_however_much_is_bought(count: int) -> None:
    mei = make_user()
    for _ in range(3):
        make_address(mei)
    client, _cart = shopper_with(mei, *[make_variant() for _ in range(count)])

    with CaptureQueriesContext(connection) as queries:
        client.get(CHECKOUT)

    assert asked(queries) == 10


def test_placing_costs_the_same_however_many_lines() -> None:
    costs = []
    for count in (2, 12):
        client, cart = guest_with(*[make_variant() for _ in range(count)])
        sent = checkout_form(cart, phone=f"138001380{count:02}", email="")
        with CaptureQueriesContext(connection) as queries:
            client.post(CHECKOUT, sent)
        costs.append(asked(queries) - count)  # one UPDATE of stock for each variant

    assert costs[0] == costs[1]


def test_asks_a_guest_for_eight_things_at_most() -> None:
    client, _cart = guest_with(make_variant())

    page = text_of(client.get(CHECKOUT))

    visible = {"email", "name", "phone", "country", "province", "city", "district"}
    assert all(f'name="{field}"' in page for field in visible | {"detail"})
    assert page.index("<details") < page.index('name="note"')


def test_an_empty_basket_leads_back_to_it(client: Client) -> None:
    assert client.get(CHECKOUT).url == "/cart/"

    unticked, cart = guest_with(make_variant())
    cart.lines.update(is_selected=False)
    response = unticked.get(CHECKOUT, follow=True)

    assert "Tick what you want to buy first." in text_of(response)


def test_a_guess_of_the_browser_changes_nothing() -> None:
    teapot = make_variant(price="20.00")
    client, cart = guest_with(teapot)
    set_price(variant_id=teapot.pk, price=Decimal("25.00"), compare_at=None, now=NOON)

    client.get(CHECKOUT, **PREFETCH)

    assert cart.lines.get().seen_price == Decimal("20.00")


def test_page_and_mail_speak_the_shoppers_language() -> None:
    client, cart = guest_with(make_variant())

    response = client.post("/zh-hans" + CHECKOUT, checkout_form(cart))

    order = Order.objects.get()
    assert response.url == f"/zh-hans/orders/{order.number}/pay/"
    assert order.language == "zh-hans"
    assert f"/zh-hans/orders/{order.number}/key/" in OutboxMessage.objects.get().body


def test_is_never_stored() -> None:
    client, _cart = guest_with(make_variant())

    assert "no-store" in client.get(CHECKOUT).headers["Cache-Control"]
