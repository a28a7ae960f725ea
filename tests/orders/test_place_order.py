"""Ticked cart lines become an order once, at the total the shopper saw."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
from django.conf import settings

from accounts.models import OutboxMessage
from cart.errors import NotOffered
from cart.models import Cart, CartLine
from cart.services import merge_carts, select_line, set_quantity
from catalog.errors import OutOfStock
from catalog.models import StockMove, Variant
from catalog.services import set_price
from orders.errors import (
    AlreadyOrdered,
    CartChanged,
    NotDeliverable,
    PriceChanged,
    TooManyUnpaid,
)
from orders.models import Order, OrderLine
from orders.services import Checkout, expire_order, place_order
from orders.signals import order_placed
from orders.states import OrderStatus
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_checkout, make_order

pytestmark = pytest.mark.django_db


def assert_nothing_changed(cart: Cart, *, lines: int = 1) -> None:
    assert not Order.objects.exists()
    assert cart.lines.count() == lines
    assert not Variant.objects.exclude(reserved=0).exists()
    assert not StockMove.objects.filter(kind=StockMove.Kind.RESERVE).exists()
    assert not OutboxMessage.objects.exists()


def refused(checkout: Checkout, error: type[Exception]) -> Exception:
    with pytest.raises(error) as refusal:
        place_order(checkout=checkout, now=NOON)
    return refusal.value


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


# --- the same again ----------------------------------------------------------


@pytest.mark.parametrize("price", ["20.00", "0.00"])
def test_the_same_checkout_gives_the_same_order(price: str) -> None:
    make_rate(fee="0.00")
    cart = make_cart(make_variant(price=price))
    checkout = make_checkout(cart)

    first = place_order(checkout=checkout, now=NOON)
    second = place_order(checkout=checkout, now=NOON + timedelta(seconds=1))

    assert (first.is_new, second.is_new) == (True, False)
    assert first.order == second.order == Order.objects.get()
    assert Variant.objects.get().reserved == 1


def test_the_same_checkout_gives_the_same_order_after_it_ended() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    order = place_order(checkout=checkout, now=NOON).order
    expire_order(order_id=order.pk, now=order.pay_by)

    again = place_order(checkout=checkout, now=order.pay_by)

    assert (again.order, again.is_new) == (order, False)
    assert Variant.objects.get().reserved == 0


@pytest.mark.parametrize(
    "change",
    [
        {"email": "other@example.com"},
        {"note": "at the door"},
        {"seen_total": Decimal(1)},
        {"address": make_address(detail="another street")},
    ],
)
def test_the_same_lines_with_other_details_are_refused(change) -> None:
    cart, address = make_cart(make_variant()), make_address()
    checkout = make_checkout(cart, address=address)
    order = place_order(checkout=checkout, now=NOON).order

    again = Checkout(**vars(checkout) | change)
    error = refused(again, AlreadyOrdered)

    assert error.number == order.number
    assert Order.objects.get().detail == address["detail"]


def test_another_person_never_gets_that_order() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    place_order(checkout=checkout, now=NOON)

    thief = Checkout(**vars(checkout) | {"cart_id": make_cart().pk})
    refused(thief, CartChanged)

    assert Order.objects.count() == 1


def test_one_line_is_never_in_two_orders() -> None:
    cup, pot = make_variant(), make_variant()
    cart = make_cart(cup, pot)
    both = make_checkout(cart)
    pot_line = cart.lines.get(variant=pot)
    one = Checkout(**vars(both) | {"lines": {pot_line.pk: 1}, "seen_total": 32})
    place_order(checkout=one, now=NOON)

    refused(both, CartChanged)

    assert Order.objects.count() == 1
    assert cart.lines.get().variant_id == cup.pk


# --- refusals ------------------------------------------------------------------


def test_refuses_a_total_that_was_not_seen() -> None:
    cup = make_variant(price="20.00")
    cart = make_cart(cup)
    checkout = make_checkout(cart)
    set_price(variant_id=cup.pk, price=Decimal(25), compare_at=None, now=NOON)

    error = refused(checkout, PriceChanged)

    assert (error.seen, error.total) == (32, 37)
    assert_nothing_changed(cart)


@pytest.mark.parametrize("total", ["0", "-1", "0.01", "NaN", "1E+30"])
def test_the_browser_never_decides_the_amount(total: str) -> None:
    cart = make_cart(make_variant())

    refused(make_checkout(cart, seen_total=Decimal(total)), PriceChanged)

    assert_nothing_changed(cart)


@pytest.mark.parametrize("quantity", [1, 3, 0, -2, 10**6, 2**70])
def test_refuses_a_quantity_that_is_not_the_baskets(quantity: int) -> None:
    cart = make_cart(make_variant(on_hand=9), quantity=2)
    line = cart.lines.get()

    refused(make_checkout(cart, lines={line.pk: quantity}), CartChanged)

    assert_nothing_changed(cart)


def test_refuses_when_the_basket_changed_meanwhile() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=2)

    refused(checkout, CartChanged)

    assert_nothing_changed(cart)


def test_refuses_a_line_of_another_basket() -> None:
    cart, other = make_cart(make_variant()), make_cart(make_variant())
    line = other.lines.get()

    refused(make_checkout(cart, lines={line.pk: 1}), CartChanged)

    assert_nothing_changed(cart)
    assert CartLine.objects.filter(pk=line.pk).exists()


@pytest.mark.parametrize("stray", [404, 0, -1, 2**63, 2**90])
def test_refuses_a_line_that_never_was(stray: int) -> None:
    cart = make_cart(make_variant())
    lines = make_checkout(cart).lines

    refused(make_checkout(cart, lines=lines | {stray: 1}), CartChanged)
    refused(make_checkout(cart, lines={stray: 1}), CartChanged)

    assert_nothing_changed(cart)


def test_refuses_an_empty_checkout() -> None:
    cart = make_cart(make_variant())

    refused(make_checkout(cart, lines={}), CartChanged)

    assert_nothing_changed(cart)


def test_refuses_a_basket_that_was_merged_away() -> None:
    mei, cart = make_user(), make_cart(make_variant())
    checkout = make_checkout(cart)
    merge_carts(token=cart.token, owner_id=mei.pk)

    refused(checkout, CartChanged)

    assert_nothing_changed(mei.cart)


def test_refuses_what_fell_short() -> None:
    cup, pot = make_variant(on_hand=3), make_variant()
    cart = make_cart(cup, pot, quantity=2)
    checkout = make_checkout(cart)
    Variant.objects.filter(pk=cup.pk).update(on_hand=1)

    error = refused(checkout, OutOfStock)

    assert (error.variant_id, error.wanted, error.left) == (cup.pk, 2, 1)
    assert_nothing_changed(cart, lines=2)


def test_refuses_what_was_withdrawn() -> None:
    cart = make_cart(make_variant())
    checkout = make_checkout(cart)
    Variant.objects.update(is_active=False)

    refused(checkout, NotOffered)

    assert_nothing_changed(cart)


@pytest.mark.parametrize(("code", "country"), [("no-such", "CN"), ("standard", "DE")])
def test_refuses_a_delivery_that_does_not_go_there(code: str, country: str) -> None:
    cart, address = make_cart(make_variant()), make_address(country=country)

    refused(make_checkout(cart, shipping_code=code, address=address), NotDeliverable)

    assert_nothing_changed(cart)


# --- the limit of unpaid orders -------------------------------------------------


def assert_capped(checkout: Checkout) -> None:
    most = settings.UNPAID_ORDERS_PER_SHOPPER
    error = refused(checkout, TooManyUnpaid)

    assert error.most == most
    assert Order.objects.count() == most
    assert CartLine.objects.count() == 1


def test_an_account_holds_only_so_many_unpaid_orders() -> None:
    mei = make_user()
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER):
        make_order(make_variant(), owner=mei)

    assert_capped(make_checkout(make_cart(make_variant(), owner=mei)))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"address": make_address(phone="1")}, {"address": make_address(phone="1")}),
        ({"email": "mei@example.com"}, {"email": "Mei@Example.com"}),
    ],
)
def test_a_guest_is_known_by_phone_or_mail(first, again) -> None:
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER):
        make_order(make_variant(), **first)

    assert_capped(make_checkout(make_cart(make_variant()), **again))


def test_the_same_checkout_again_is_no_further_order() -> None:
    mei = make_user()
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER - 1):
        make_order(make_variant(), owner=mei)
    checkout = make_checkout(make_cart(make_variant(), owner=mei))
    order = place_order(checkout=checkout, now=NOON).order

    assert place_order(checkout=checkout, now=NOON).order == order


def test_an_order_that_ended_counts_no_more() -> None:
    mei = make_user()
    for _ in range(settings.UNPAID_ORDERS_PER_SHOPPER):
        order = make_order(make_variant(), owner=mei)
    expire_order(order_id=order.pk, now=order.pay_by)

    assert make_order(make_variant(), owner=mei).is_unpaid
