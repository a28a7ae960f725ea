"""Ticked cart lines become an order, at the total the shopper saw."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest

from accounts.models import OutboxMessage
from cart.services import select_line
from catalog.models import StockMove
from catalog.services import set_price
from orders.models import Order, OrderLine
from orders.services import place_order
from orders.signals import order_placed
from orders.states import OrderStatus
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout, make_order

pytestmark = pytest.mark.django_db


def test_freezes_what_was_agreed() -> None:
    cup = make_variant(price="30.00", compare_at="40.00", sku="CUP")
    pot = make_variant(price="10.00", sku="POT")
    cart = make_cart(cup, pot, quantity=2)

    order = place_order(checkout=make_checkout(cart), now=NOON).order

    assert (order.goods_amount, order.shipping_amount, order.total) == (80, 12, 92)
    assert (order.currency, order.tax_percent) == ("CNY", Decimal("13.00"))
    facts = ("sku", "list_price", "unit_price", "quantity", "shipping_share", "total")
    assert list(order.lines.order_by("sku").values_list(*facts)) == [
        ("CUP", 40, 30, 2, 9, 69),
        ("POT", 10, 10, 2, 3, 23),
    ]


def test_later_edits_change_no_placed_order() -> None:
    cup = make_variant(price="30.00")
    name = cup.product.name
    order = make_order(cup)

    set_price(variant_id=cup.pk, price=Decimal(1), compare_at=None, now=NOON)
    cup.product.name = "Renamed"
    cup.product.save()

    line = OrderLine.objects.get(order=order)
    assert (line.unit_price, line.name) == (30, name)


def test_sets_the_stock_aside_under_its_number() -> None:
    cup = make_variant(on_hand=5)

    order = make_order(cup, quantity=3)

    cup.refresh_from_db()
    assert (cup.on_hand, cup.reserved) == (5, 3)
    assert cup.moves.get(kind=StockMove.Kind.RESERVE).reference == order.number


def test_waits_for_payment_until_its_deadline() -> None:
    order = make_order(make_variant())

    assert order.status == OrderStatus.PENDING_PAYMENT
    assert order.pay_by == NOON + timedelta(minutes=30)
    event = order.events.get()
    assert (event.old, event.new, event.at) == ("", "pending_payment", NOON)


def test_takes_ticked_lines_out_of_the_basket_and_leaves_the_rest() -> None:
    cup, pot = make_variant(), make_variant()
    cart = make_cart(cup, pot)
    unticked = cart.lines.get(variant=pot)
    select_line(cart_id=cart.pk, line_id=unticked.pk, is_selected=False)

    place_order(checkout=make_checkout(cart), now=NOON)

    assert cart.lines.get() == unticked


def test_owes_the_buyer_a_mail() -> None:
    order = make_order(make_variant(), email="mei@example.com")

    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient) == ("mail", "mei@example.com")
    assert order.number in message.body


def test_tells_the_rest_of_the_shop(django_capture_on_commit_callbacks) -> None:
    listener = Mock()
    order_placed.connect(listener)

    with django_capture_on_commit_callbacks(execute=True):
        order = make_order(make_variant())

    order_placed.disconnect(listener)
    listener.assert_called_once_with(
        signal=order_placed, sender=Order, order_id=order.pk
    )


def test_an_order_of_nothing_to_pay_is_paid_at_once() -> None:
    make_rate(fee="0.00")
    cup = make_variant(price="0.00")

    order = make_order(cup)

    assert (order.total, order.status) == (0, OrderStatus.AWAITING_SHIPMENT)
    assert order.paid_at == NOON
