"""A guest finds an order by number and contact; guessing tells nothing and is slow."""

import pytest
from django.test import Client

from orders.models import Order
from orders.services.finding import PER_ADDRESS, PER_NUMBER
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.orders.factories import make_address, make_order
from tests.walks import at_noon, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
FIND = "/orders/find/"


def make_guest_order() -> Order:
    return make_order(
        make_variant(),
        email="guest@example.com",
        address=make_address(phone="13800138000"),
    )


def look_for(client: Client, number: str, contact: str):
    return client.post(FIND, {"number": number, "contact": contact})


@pytest.mark.parametrize(
    "contact",
    ["guest@example.com", " GUEST@example.com", "13800138000", "+86 138 0013 8000"],
)
def test_leads_to_the_order(client: Client, contact: str) -> None:
    order = make_guest_order()

    response = client.post(
        FIND, {"number": f" {order.number.lower()} ", "contact": contact}, follow=True
    )

    assert response.redirect_chain[-1][0] == f"/orders/{order.number}/"
    assert order.number in text_of(response)


def test_answers_a_wrong_number_and_a_wrong_contact_alike(client: Client) -> None:
    order = make_guest_order()

    wrong_contact = look_for(client, order.number, "other@example.com")
    wrong_number = look_for(client, "23456789BCD", "guest@example.com")

    assert wrong_contact.status_code == wrong_number.status_code == 422
    for response in (wrong_contact, wrong_number):
        assert "We found no guest order with this number" in text_of(response)


def test_does_not_find_an_accounts_order(client: Client) -> None:
    order = make_order(make_variant(), owner=make_user(), email="mei@example.com")

    assert look_for(client, order.number, "mei@example.com").status_code == 422


def test_stops_guesses_at_one_number(client: Client) -> None:
    order = make_guest_order()
    for guess in range(PER_NUMBER.amount):
        look_for(client, order.number, f"{guess}@example.com")

    response = look_for(client, order.number, "guest@example.com")

    assert response.status_code == 422
    assert "Too many tries." in text_of(response)


def test_stops_guesses_from_one_address(client: Client) -> None:
    order = make_guest_order()
    for guess in range(PER_ADDRESS.amount):
        look_for(client, f"GUESS{guess}", "guest@example.com")

    response = look_for(client, order.number, "guest@example.com")

    assert "Too many tries." in text_of(response)


@pytest.mark.parametrize(
    ("number", "contact"),
    [("", ""), ("x" * 10_000, "a@b.c"), ("A", "x" * 10_000), ("🫖", "🫖"), ("A", "+")],
)
def test_answers_odd_input_at_the_form(
    client: Client, number: str, contact: str
) -> None:
    response = look_for(client, number, contact)

    assert response.status_code == 422
    assert 'class="errors"' in text_of(response)
