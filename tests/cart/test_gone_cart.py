"""A basket that was merged in another tab a moment ago is told, not crashed on."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from cart.models import Cart, CartLine
from orders.models import Order
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.walks import guest_of

pytestmark = pytest.mark.django_db
FINDERS = (
    "cart.views.adding.cart_to_fill",
    "cart.views.lines.cart_to_fill",
    "cart.views.lines.current_cart",
    "orders.views.again.cart_to_fill",
)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> CartLine:
    """The one line of a basket that is gone as soon as a view has found it."""
    cart = make_cart(make_variant())
    line, found = cart.lines.get(), Cart.objects.get()
    cart.delete()
    for finder in FINDERS:
        monkeypatch.setattr(finder, lambda _request: found)
    return line


def words_of(response: Any) -> str:
    told = [str(message) for message in get_messages(response.wsgi_request)]
    return " ".join(told) or response.content.decode()


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("add", {"quantity": 1}),
        ("select", {"selected": "1"}),
        ("select", {"selected": "1", "line": 1}),
        ("restore-line", {"quantity": 1}),
        ("remove-bad", {}),
    ],
)
def test_says_that_the_cart_has_changed(line: CartLine, name: str, facts: Any) -> None:
    said = {"variant": line.variant_id} | facts

    response = Client().post(reverse(f"cart:{name}"), said)

    assert response.status_code in (303, 422)
    assert "Your cart has changed" in words_of(response)
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("name", ["change-line", "remove-line"])
def test_says_so_of_a_line_too(line: CartLine, name: str) -> None:
    response = Client().post(reverse(f"cart:{name}", args=[line.pk]), {"quantity": 2})

    assert response.status_code == 303
    assert "Your cart has changed" in words_of(response)


def test_buys_nothing_again_into_it(line: CartLine) -> None:
    order = make_order(make_variant())
    Order.objects.filter(pk=order.pk).update(status="cancelled")

    response = guest_of(order).post(reverse("orders:again", args=[order.number]))

    assert response.status_code == 303
    assert "Your cart has changed" in words_of(response)
