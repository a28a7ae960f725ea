"""How tests walk through pages: a browser with a basket, at noon."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cart.models import Cart
from cart.sessions import SESSION_KEY
from catalog.models import Variant
from orders.access import SESSION_KEY as KNOWN_ORDERS
from orders.models import Order
from tests.cart.factories import make_cart
from tests.conftest import NOON

HTMX = {"headers": {"HX-Request": "true"}}
PREFETCH = {"headers": {"Sec-Purpose": "prefetch;prerender"}}
HOSTILE = [
    "",
    "abc",
    "0",
    "-1",
    "1e9",
    "9" * 20,
    "9" * 10_000,
    "1.5",
    "🫖",
    "１２",
    " ",
]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The views' clock stands where the factories' does."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def guest_with(*variants: Variant, quantity: int = 1) -> tuple[Client, Cart]:
    """A guest's browser whose basket holds these."""
    client, cart = Client(), make_cart(*variants, quantity=quantity)
    session = client.session
    session[SESSION_KEY] = cart.token
    session.save()
    return client, cart


def shopper_with(
    user: User, *variants: Variant, quantity: int = 1
) -> tuple[Client, Cart]:
    client = Client()
    client.force_login(user)
    return client, make_cart(*variants, quantity=quantity, owner=user)


def guest_of(order: Order) -> Client:
    """A guest's browser that came by the order's secret link."""
    client = Client()
    session = client.session
    session[KNOWN_ORDERS] = [order.number]
    session.save()
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def checkout_form(cart: Cart, **overrides: Any) -> dict[str, Any]:
    """What a guest sends who buys all lines, standard delivery for ¥12."""
    lines = cart.lines.select_related("variant")
    goods = sum((line.variant.price * line.quantity for line in lines), Decimal(0))
    return {
        "email": "guest@example.com",
        "name": "Ada Long",
        "phone": "13800138000",
        "country": "CN",
        "province": "浙江省",
        "city": "Hangzhou",
        "detail": "88 Wensan Road",
        "shipping": "standard",
        "line": [f"{line.pk}:{line.quantity}" for line in lines],
        "seen_total": goods + 12,
    } | overrides


def asked(queries: CaptureQueriesContext) -> int:
    """How many statements, without the savepoints that tests add."""
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def text_of(response: Any) -> str:
    return response.content.decode()
