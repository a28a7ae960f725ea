"""The basket's page shows what is in it and changes by plain forms and by htmx."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cart.models import CartLine
from catalog.services import set_price
from catalog.stock import adjust_stock
from tests.accounts.factories import make_user
from tests.cart.factories import make_rate, make_tariff
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.walks import (  # noqa: F401
    HOSTILE,
    HTMX,
    PREFETCH,
    asked,
    at_noon,
    guest_with,
    shopper_with,
    text_of,
)

pytestmark = pytest.mark.django_db
CART = "/cart/"


def url_of(line: CartLine, verb: str = "") -> str:
    return f"/cart/lines/{line.pk}/{verb}"


def dearer(variant, price: str) -> None:
    set_price(variant_id=variant.pk, price=Decimal(price), compare_at=None, now=NOON)


def test_is_empty_for_a_stranger_and_sets_no_cookie(client: Client) -> None:
    response = client.get(CART)

    assert "Your cart is empty" in text_of(response)
    assert not response.cookies


def test_is_never_stored() -> None:
    client, _cart = guest_with(make_variant())

    policy = client.get(CART).headers["Cache-Control"]

    assert "no-store" in policy
    assert "private" in policy


def test_prints_the_number_beside_the_cart_and_asks_nobody() -> None:
    client, cart = guest_with(
        make_variant(on_hand=60), make_variant(on_hand=60), quantity=60
    )

    page = text_of(client.get(CART))
    answer = text_of(client.post(url_of(cart.lines.all()[0]), {"quantity": 1}, **HTMX))

    assert 'data-here="cart">99+<' in page
    assert "data-here-url" not in page
    assert 'hx-target="[data-here=cart]" hx-swap="textContent">61<' in answer


@pytest.mark.parametrize("count", [1, 30])
def test_costs_the_same_however_full(django_assert_num_queries, count: int) -> None:
    """One is the account's usual address, as freight depends on the province; one asks for
    coupons."""
    make_tariff(make_rate(free_from="199.00"), "浙江省")
    make_rate("express")
    variants = [make_variant() for _ in range(count)]
    client, _cart = shopper_with(make_user(), *variants)

    with django_assert_num_queries(9):
        client.get(CART)


def test_writes_down_changed_prices_at_once() -> None:
    make_rate(free_from="199.00")
    variants = [make_variant() for _ in range(10)]
    client, _cart = shopper_with(make_user(), *variants)
    for variant in variants:
        dearer(variant, "25.00")

    with CaptureQueriesContext(connection) as queries:
        client.get(CART)

    assert asked(queries) == 10


def test_shows_a_changed_price_once() -> None:
    teapot = make_variant(price="20.00")
    client, _cart = guest_with(teapot)
    dearer(teapot, "25.00")

    assert "The price went from ¥20.00 to ¥25.00" in text_of(client.get(CART))
    assert "The price went" not in text_of(client.get(CART))


def test_changes_nothing_for_a_guess_of_the_browser() -> None:
    teapot = make_variant(price="20.00")
    client, cart = guest_with(teapot)
    dearer(teapot, "25.00")

    client.get(CART, **PREFETCH)

    assert cart.lines.get().seen_price == Decimal("20.00")


def test_groups_what_cannot_be_ordered_at_the_end() -> None:
    teapot, plate = make_variant(on_hand=2), make_variant()
    client, _cart = guest_with(teapot, plate, quantity=2)
    adjust_stock(variant_id=teapot.pk, delta=-1, reason="broken", now=NOON)

    page = text_of(client.get(CART))

    assert page.index(plate.sku) < page.index("be ordered now") < page.index(teapot.sku)
    assert "Only 1 left" in page
    assert "Check out (2)" in page


def test_changes_how_many_by_a_plain_form() -> None:
    client, cart = guest_with(make_variant())

    response = client.post(url_of(cart.lines.get()), {"quantity": 3})

    assert (response.status_code, response.url) == (303, CART)
    assert cart.lines.get().quantity == 3


def test_answers_htmx_with_the_basket() -> None:
    client, cart = guest_with(make_variant(price="20.00"))

    response = client.post(url_of(cart.lines.get()), {"quantity": 3}, **HTMX)

    assert response.status_code == 200
    assert text_of(response).lstrip().startswith('<div id="cart">')
    assert "¥60.00" in text_of(response)


@pytest.mark.parametrize("quantity", [q for q in HOSTILE if q != "１２"])
def test_keeps_the_quantity_when_an_odd_one_is_sent(quantity: str) -> None:
    client, cart = guest_with(make_variant(), quantity=2)

    response = client.post(url_of(cart.lines.get()), {"quantity": quantity}, **HTMX)

    assert "Please choose 1 to 999 pieces." in text_of(response)
    assert cart.lines.get().quantity == 2


def test_tells_a_plain_form_on_the_next_page() -> None:
    client, cart = guest_with(make_variant(on_hand=3))

    client.post(url_of(cart.lines.get()), {"quantity": 4})

    assert "Only 3 are left." in text_of(client.get(CART))


def test_takes_a_line_out_and_puts_it_back() -> None:
    teapot = make_variant()
    client, cart = guest_with(teapot, quantity=2)

    client.post(url_of(cart.lines.get(), "remove/"))
    page = text_of(client.get(CART))
    client.post("/cart/restore/", {"variant": teapot.pk, "quantity": 2})

    assert f'name="variant" value="{teapot.pk}"' in page
    assert "Undo" not in text_of(client.get(CART))
    assert cart.lines.get().quantity == 2


def test_offers_htmx_the_way_back_at_once() -> None:
    client, cart = guest_with(make_variant())

    response = client.post(url_of(cart.lines.get(), "remove/"), **HTMX)

    assert "was removed." in text_of(response)
    assert not cart.lines.exists()


@pytest.mark.parametrize("variant", HOSTILE)
def test_restores_nothing_odd(variant: str) -> None:
    client, cart = guest_with(make_variant())

    response = client.post("/cart/restore/", {"variant": variant, "quantity": 1})

    assert response.status_code == 303
    assert cart.lines.count() == 1


def test_ticks_and_unticks() -> None:
    client, cart = guest_with(make_variant(), make_variant())
    line = cart.lines.first()

    client.post("/cart/select/", {"line": line.pk, "selected": "0"})

    assert list(cart.lines.values_list("is_selected", flat=True)) == [False, True]

    client.post("/cart/select/", {"selected": "1"}, **HTMX)

    assert list(cart.lines.values_list("is_selected", flat=True)) == [True, True]


@pytest.mark.parametrize("line", [text for text in HOSTILE if text.strip()])
def test_ticks_nothing_odd(line: str) -> None:
    client, cart = guest_with(make_variant())

    response = client.post("/cart/select/", {"line": line, "selected": "0"})

    assert response.status_code in (303, 404)
    assert cart.lines.get().is_selected


def test_clears_what_is_gone_and_keeps_what_is_short() -> None:
    gone, short, fine = make_variant(), make_variant(on_hand=2), make_variant()
    client, cart = guest_with(gone, short, fine, quantity=2)
    adjust_stock(variant_id=gone.pk, delta=-10, reason="broken", now=NOON)
    adjust_stock(variant_id=short.pk, delta=-1, reason="broken", now=NOON)

    client.post("/cart/unavailable/remove/")

    assert set(cart.lines.values_list("variant_id", flat=True)) == {short.pk, fine.pk}


@pytest.mark.parametrize("verb", ["", "remove/"])
def test_does_not_know_a_strangers_line(verb: str) -> None:
    _client, cart = guest_with(make_variant())
    stranger, _own = guest_with(make_variant())

    response = stranger.post(url_of(cart.lines.get(), verb), {"quantity": 5})

    assert response.status_code == 404
    assert cart.lines.get().quantity == 1


@pytest.mark.parametrize("verb", ["", "remove/"])
def test_does_not_know_a_line_beyond_all_numbers(verb: str) -> None:
    client, _cart = guest_with(make_variant())

    response = client.post(f"/cart/lines/{'9' * 30}/{verb}", {"quantity": 5})

    assert response.status_code == 404


def test_somebody_without_a_basket_changes_none(client: Client) -> None:
    _client, cart = guest_with(make_variant())

    assert client.post(url_of(cart.lines.get()), {"quantity": 5}).status_code == 404
    assert client.post("/cart/select/", {"selected": "0"}).status_code == 404
