"""Orders to test with.  Made by `place_order`, so none is impossible."""

from datetime import datetime
from itertools import count
from typing import Any

import pytest

from accounts.models import User
from cart.models import Cart
from cart.selectors import cart_page, way_to
from catalog.models import Variant
from orders.models import Order
from orders.services import Checkout, Parcel, place_order, ship_order
from promotions.wishes import NO_WISH
from tests.cart.factories import make_cart, make_rate
from tests.conftest import NOON

_numbers = count(1)


def make_address(**overrides: str) -> dict[str, str]:
    """A phone number of its own, so that no guest is taken for another."""
    return {
        "name": "Mei Lin",
        "phone": f"+86138{next(_numbers):08}",
        "country": "CN",
        "province": "Zhejiang",
        "city": "Hangzhou",
        "district": "Xihu",
        "detail": "1 Lake Road",
        "postal_code": "310000",
    } | overrides


def make_checkout(cart: Cart, **overrides: Any) -> Checkout:
    """What the shopper who looks at this basket now would submit."""
    make_rate()
    address = overrides.pop("address", None) or make_address()
    code = overrides.pop("shipping_code", "standard")
    wish = overrides.get("wish", NO_WISH)
    moment = overrides.pop("now", NOON)
    page = cart_page(cart, now=moment, way=way_to(address, code=code), wish=wish)
    facts = {
        "cart_id": cart.pk,
        "owner_id": cart.owner_id,
        "lines": {line.line_id: line.quantity for line in page.selected},
        "address": address,
        "email": "",
        "shipping_code": code,
        "seen_total": page.quote.total,
        "language": "en",
    }
    return Checkout(**facts | overrides)


def make_order(
    *variants: Variant,
    quantity: int = 1,
    owner: User | None = None,
    now: datetime = NOON,
    **checkout: Any,
) -> Order:
    """An order that waits for payment."""
    cart = make_cart(*variants, quantity=quantity, owner=owner, now=now)
    wanted = make_checkout(cart, now=now, **checkout)
    return place_order(checkout=wanted, now=now).order


def ship(order: Order, *, now: datetime = NOON) -> Order:
    parcel = Parcel(carrier="SF", tracking_number="SF1")
    ship_order(order_id=order.pk, parcel=parcel, now=now)
    order.refresh_from_db()
    return order


def refused(checkout: Checkout, error: type[Exception]) -> Any:
    """Placing fails with this error, which is returned for its facts."""
    with pytest.raises(error) as refusal:
        place_order(checkout=checkout, now=NOON)
    return refusal.value
