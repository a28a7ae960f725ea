"""Why an order costs what it costs: on cart and check-out from the quote, afterwards
from the frozen rows, and the same both times."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cart.selectors import cart_page, usual_place, with_estimate
from cart.why import Back, WhyLine
from orders.models import Order
from orders.selectors import order_page
from orders.services import Adjustment, adjust_price
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import capture, make_attempt, pieces_back
from tests.walks import (  # noqa: F401
    at_noon,
    guest_of,
    guest_with,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db


def why(order: Order) -> list[WhyLine]:
    return order_page(Order.objects.get(pk=order.pk), now=NOON).why


def reduced_order() -> Order:
    """¥7.00 off goods of ¥60.00 + ¥20.00, freight ¥9.00."""
    order = make_order(
        make_variant(price="30.00", compare_at="45.00"),
        make_variant(price="10.00"),
        quantity=2,
    )
    agreed = Adjustment(
        reduction=Decimal("7.00"), shipping=Decimal("9.00"), reason="Sorry"
    )
    adjust_price(order_id=order.pk, adjustment=agreed, now=NOON, actor_id=None)
    order.refresh_from_db()
    return order


def test_an_order_keeps_list_prices_named_shares_and_freight() -> None:
    order = reduced_order()

    first, second = why(order)

    assert first.list_amount == Decimal("90.00")
    assert [(share.name, share.amount) for share in first.shares] == [
        ("Price agreed with the shop", Decimal("5.25"))
    ]
    assert (first.shipping, first.total) == (Decimal("6.75"), Decimal("61.50"))
    assert (second.shares[0].amount, second.shipping) == (
        Decimal("1.75"),
        Decimal("2.25"),
    )
    assert first.total + second.total == order.total


def test_then_it_tells_what_went_back() -> None:
    order = reduced_order()
    capture(make_attempt(order))
    pieces_back(order, 1, with_shipping=True)

    first, second = why(order)

    assert first.back == Back(
        pieces=1, goods=Decimal("27.37"), shipping=Decimal("6.75")
    )
    assert second.back is None


def test_the_order_answers_as_the_basket_did() -> None:
    variants = make_variant(price="30.00", compare_at="45.00"), make_variant()
    cart = make_cart(*variants, quantity=2)
    before = cart_page(cart, now=NOON).why

    placed = why(make_order(*variants, quantity=2))

    assert [replace(line, shipping=0, total=line.goods) for line in placed] == [
        *reversed(before)  # a basket shows what was put in last first
    ]


def test_pages_show_it_folded() -> None:
    client, _cart = guest_with(make_variant(price="30.00", compare_at="45.00"))
    order = make_order(make_variant())

    pages = [
        text_of(client.get("/cart/")),
        text_of(client.get("/checkout/")),
        text_of(guest_of(order).get(f"/orders/{order.number}/")),
    ]

    for page in pages:
        assert '<details class="why">' in page
        assert "Why this price?" in page
    assert "List price, 1 × ¥45.00" in pages[0]
    assert "To pay" in pages[2]


def test_an_empty_choice_has_no_price_to_explain() -> None:
    client, cart = guest_with(make_variant())
    cart.lines.update(is_selected=False)

    assert '<details class="why">' not in text_of(client.get("/cart/"))


def test_freight_that_is_only_guessed_is_explained_too() -> None:
    make_rate()
    page = with_estimate(
        cart_page(make_cart(make_variant(price="30.00")), now=NOON),
        place=usual_place(None),
    )

    assert sum(line.shipping for line in page.why) == page.quote.shipping == 12
