"""Whatever is sent to the check-out: a message at the field, or nothing happens."""

import pytest

from orders.models import Order
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.walks import (  # noqa: F401
    HOSTILE,
    at_noon,
    checkout_form,
    guest_with,
    text_of,
)

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout/"
LONG = "x" * 10_000


@pytest.fixture(autouse=True)
def _delivery(at_noon) -> None:  # noqa: F811
    make_rate("standard", fee="12.00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", LONG),
        ("name", ""),
        ("name", LONG),
        ("phone", "12"),
        ("phone", LONG),
        ("phone", "🫖"),
        ("country", "XX"),
        ("province", ""),
        ("city", ""),
        ("city", LONG),
        ("detail", ""),
        ("detail", LONG),
        ("shipping", ""),
        ("shipping", LONG),
        ("note", LONG),
    ],
)
def test_says_at_the_field_what_is_wrong(field: str, value: str) -> None:
    client, cart = guest_with(make_variant())

    response = client.post(CHECKOUT, checkout_form(cart, **{field: value}))

    page = text_of(response)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "<title>Error:" in page
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"line": []},
        *({"line": [text]} for text in HOSTILE),
        {"line": ["1:0"]},
        {"line": ["1:-1"]},
        {"line": ["999999999999999999:1"]},
        {"line": [f"{n}:1" for n in range(1, 300)]},
        {"seen_total": ""},
        {"seen_total": "NaN"},
        {"seen_total": "-Infinity"},
        {"seen_total": "1E+400"},
        {"seen_total": LONG},
        {"shipping": "🫖"},
    ],
)
def test_refuses_what_no_page_of_ours_sends(sent: dict) -> None:
    client, cart = guest_with(make_variant())

    response = client.post(CHECKOUT, checkout_form(cart, **sent))

    assert response.status_code == 409
    assert not Order.objects.exists()


def test_refuses_a_zero_byte() -> None:
    client, cart = guest_with(make_variant())

    assert client.post(CHECKOUT, checkout_form(cart, name="A\0")).status_code == 400


def test_takes_the_longest_names_there_are() -> None:
    client, cart = guest_with(make_variant())

    client.post(CHECKOUT, checkout_form(cart, name="🫖" * 80, detail="里" * 200))

    assert Order.objects.get().name == "🫖" * 80
