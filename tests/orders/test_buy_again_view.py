"""One press puts an old order's articles into the basket, and says what could not go."""

import pytest
from django.test import Client

from cart.models import CartLine
from catalog.models import Product
from catalog.stock import adjust_stock
from orders.models import Order
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order
from tests.walks import at_noon, guest_of, signed_in, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


def url_of(order: Order) -> str:
    return f"/orders/{order.number}/again/"


def withdraw(order: Order, position: int) -> str:
    """The article is not for sale any more.  Its name."""
    line = order.lines.order_by("pk")[position]
    Product.objects.filter(variants=line.variant_id).update(status="archived")
    return line.name


def in_basket() -> list[int]:
    return list(CartLine.objects.order_by("pk").values_list("quantity", flat=True))


def test_all_of_it_goes_into_the_basket() -> None:
    mei = make_user()
    order = make_paid_order(make_variant(), make_variant(), quantity=2, owner=mei)

    response = signed_in(mei).post(url_of(order), follow=True)

    assert response.redirect_chain == [("/cart/", 303)]
    assert "4 pieces are in your cart, at today&#x27;s prices." in text_of(response)
    assert in_basket() == [2, 2]


def test_a_guest_gets_a_basket_of_this_browser() -> None:
    order = make_paid_order(make_variant())

    response = guest_of(order).post(url_of(order), follow=True)

    assert "1 piece is in your cart, at today&#x27;s price." in text_of(response)
    assert in_basket() == [1]


def test_what_is_gone_is_named() -> None:
    order = make_paid_order(make_variant(), make_variant())
    name = withdraw(order, 0)

    page = text_of(guest_of(order).post(url_of(order), follow=True))

    assert f"Can&#x27;t be bought at the moment: {name}." in page
    assert in_basket() == [1]


def test_what_there_is_less_of_is_named() -> None:
    variant = make_variant(on_hand=5)
    order = make_paid_order(variant, quantity=3)
    adjust_stock(variant_id=variant.pk, delta=-1, reason="Lost", now=NOON)

    page = text_of(guest_of(order).post(url_of(order), follow=True))

    name = order.lines.get().name
    assert f"Fewer than you had, because there are no more: {name}." in page
    assert in_basket() == [1]


def test_where_nothing_is_left_the_order_says_so() -> None:
    order = make_paid_order(make_variant())
    withdraw(order, 0)

    response = guest_of(order).post(url_of(order), follow=True)

    assert response.redirect_chain == [(f"/orders/{order.number}/", 303)]
    assert "None of these articles can be bought at the moment." in text_of(response)
    assert in_basket() == []


def test_an_unpaid_order_is_paid_not_repeated() -> None:
    order = make_order(make_variant())

    response = guest_of(order).post(url_of(order))

    assert response.url == f"/orders/{order.number}/"
    assert in_basket() == []


def test_looking_puts_nothing_into_a_basket() -> None:
    order = make_paid_order(make_variant())

    assert guest_of(order).get(url_of(order)).status_code == 405
    assert in_basket() == []


def test_a_stranger_finds_nothing() -> None:
    order = make_paid_order(make_variant(), owner=make_user())

    for client in (Client(), signed_in(make_user())):
        assert client.post(url_of(order)).status_code == 404

    assert in_basket() == []
