"""A public page's form puts articles into the basket; what is not clear is asked."""

import pytest
from django.test import Client

from cart.models import CartLine
from tests.catalog.factories import make_product, make_values, make_variant
from tests.walks import HOSTILE, HTMX, at_noon, guest_with, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
ADD = "/cart/add/"


def make_mug() -> tuple:
    """In two colours; only the first is in stock."""
    mug = make_product(name="Mug")
    oat, sage = make_values(mug, "Oat", "Sage", option="Colour")
    first = make_variant(product=mug, value_ids=[oat], on_hand=3)
    make_variant(product=mug, value_ids=[sage], on_hand=0)
    return mug, first, f"option_{mug.options.get().pk}", oat, sage


def test_puts_the_chosen_variant_in_and_shows_the_cart(client: Client) -> None:
    mug, first, colour, oat, _sage = make_mug()

    response = client.post(ADD, {"product": mug.pk, colour: oat, "quantity": 2})

    assert (response.status_code, response.url) == (303, "/cart/")
    line = CartLine.objects.get()
    assert (line.variant_id, line.quantity) == (first.pk, 2)


def test_tells_htmx_beside_the_page(client: Client) -> None:
    teapot = make_variant()

    response = client.post(ADD, {"product": teapot.product_id, "quantity": 2}, **HTMX)

    assert response.status_code == 200
    assert "is in your cart." in text_of(response)
    assert 'hx-target="[data-here=cart]" hx-swap="textContent">2<' in text_of(response)
    assert "HX-Request" in response.headers["Vary"]


def test_takes_a_variant_by_itself(client: Client) -> None:
    teapot = make_variant()

    client.post(ADD, {"variant": teapot.pk, "quantity": 1})

    assert CartLine.objects.get().variant_id == teapot.pk


def test_buys_one_article_alone() -> None:
    plate, teapot = make_variant(), make_variant()
    client, cart = guest_with(plate, teapot, quantity=2)

    response = client.post(ADD, {"variant": teapot.pk, "quantity": 1, "go": "now"})

    assert response.url == "/checkout/"
    assert list(cart.lines.order_by("pk").values_list("quantity", "is_selected")) == [
        (2, False),
        (1, True),
    ]


def test_sends_htmx_to_the_check_out(client: Client) -> None:
    teapot = make_variant()

    response = client.post(
        ADD, {"variant": teapot.pk, "quantity": 1, "go": "now"}, **HTMX
    )

    assert response.headers["HX-Redirect"] == "/checkout/"


def test_asks_for_an_option_that_is_missing(client: Client) -> None:
    mug, *_ = make_mug()

    response = client.post(ADD, {"product": mug.pk, "quantity": 2})

    assert response.status_code == 422
    assert "Please choose: Colour." in text_of(response)
    assert 'name="quantity" inputmode="numeric" autocomplete="off" value="2"' in (
        text_of(response)
    )
    assert response.headers["Cache-Control"].count("no-store")
    assert not CartLine.objects.exists()


def test_keeps_what_was_chosen_when_it_is_sold_out(client: Client) -> None:
    mug, _first, colour, _oat, sage = make_mug()

    response = client.post(ADD, {"product": mug.pk, colour: sage, "quantity": 1})

    assert response.status_code == 422
    assert "is sold out." in text_of(response)
    assert f'value="{sage}" checked' in text_of(response)


def test_says_so_to_htmx_when_it_is_too_many(client: Client) -> None:
    teapot = make_variant(on_hand=3)

    response = client.post(ADD, {"variant": teapot.pk, "quantity": 4}, **HTMX)

    assert response.status_code == 422
    assert "Only 3 are left." in text_of(response)


@pytest.mark.parametrize("quantity", [q for q in HOSTILE if q != "１２"])
def test_answers_an_odd_quantity_at_its_field(client: Client, quantity: str) -> None:
    teapot = make_variant()

    response = client.post(ADD, {"product": teapot.product_id, "quantity": quantity})

    assert response.status_code == 422
    assert "Please choose 1 to 999 pieces." in text_of(response)
    assert 'aria-describedby="quantity-error"' in text_of(response)
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("product", HOSTILE)
def test_knows_no_odd_product(client: Client, product: str) -> None:
    response = client.post(ADD, {"product": product, "quantity": 1})

    assert response.status_code == 404


@pytest.mark.parametrize("value", HOSTILE)
def test_asks_again_for_an_odd_option(client: Client, value: str) -> None:
    mug, _first, colour, _oat, _sage = make_mug()

    response = client.post(ADD, {"product": mug.pk, colour: value, "quantity": 1})

    assert response.status_code == 422
    assert "Please choose: Colour." in text_of(response)


def test_knows_no_draft(client: Client) -> None:
    draft = make_variant(product=make_product(status="draft"))

    assert client.post(ADD, {"variant": draft.pk, "quantity": 1}).status_code == 404


def test_says_that_an_archived_article_is_gone(client: Client) -> None:
    old = make_variant(product=make_product(status="archived"))

    response = client.post(ADD, {"variant": old.pk, "quantity": 1})

    assert response.status_code == 422
    assert "This article is no longer available." in text_of(response)


def test_refuses_a_zero_byte(client: Client) -> None:
    teapot = make_variant()

    response = client.post(ADD, {"product": teapot.product_id, "quantity": "1\0"})

    assert response.status_code == 400


def test_is_only_posted_to(client: Client) -> None:
    assert client.get(ADD).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({}, 403),
    ],
)
def test_takes_the_browsers_word_for_a_token(headers: dict, status: int) -> None:
    teapot, client = make_variant(), Client(enforce_csrf_checks=True)

    response = client.post(ADD, {"variant": teapot.pk, "quantity": 1}, headers=headers)

    assert response.status_code == status


def test_speaks_the_pages_language(client: Client) -> None:
    mug = make_product(name="Mug", translations={"zh-hans": {"name": "杯子"}})
    make_variant(product=mug, value_ids=make_values(mug, "Oat"))

    response = client.post("/zh-hans" + ADD, {"product": mug.pk, "quantity": 1})

    assert response.status_code == 422
    assert '<html lang="zh-hans">' in text_of(response)
    assert "杯子" in text_of(response)
