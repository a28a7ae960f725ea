"""Some pieces go back at what was paid for them; the rest of the order lives on."""

from decimal import Decimal

import pytest

from accounts.models import OutboxMessage
from catalog.models import Variant
from orders.errors import IllegalMove, NothingToShip, NotThatMany
from orders.models import Order, OrderEvent
from orders.states import OrderStatus
from payments.models import Refund
from tests.catalog.factories import make_variant
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.factories import (
    make_paid_order,
    make_reduced_order,
    pieces_back,
    ship_some,
    whole_refund,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def facts(order: Order) -> tuple[str, Decimal, int]:
    """Where the order is, what went back, how often."""
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.status, order.refunded, Refund.objects.count()


def counts(order: Order) -> list[tuple[int, int, int]]:
    """Of each line: sent, given up, paid back."""
    columns = ("shipped_quantity", "cancelled_quantity", "refunded_quantity")
    return list(order.lines.order_by("pk").values_list(*columns))


def stock(variant: Variant) -> tuple[int, int]:
    variant.refresh_from_db()
    return variant.on_hand, variant.reserved


# --- how much ------------------------------------------------------------------------


def test_a_piece_gives_back_its_price_and_no_freight() -> None:
    order = make_paid_order(make_variant(price="20.00"), quantity=3)

    refund = pieces_back(order, 1)

    part = refund.lines.get()
    assert refund.amount == Decimal("20.00")
    assert (part.quantity, part.amount, part.shipping) == (1, Decimal("20.00"), 0)
    assert facts(order) == (S.AWAITING_SHIPMENT, Decimal("20.00"), 1)


def test_the_last_piece_takes_the_remaining_cents() -> None:
    order = ship(
        make_reduced_order(make_variant(), off="10.00", quantity=3)
    )  # 50.00 for three pieces

    amounts = [pieces_back(order, 1).amount for _ in range(3)]

    assert amounts == [Decimal("16.66"), Decimal("16.66"), Decimal("16.68")]
    assert facts(order) == (S.SHIPPED, Decimal("50.00"), 3)


def test_a_discount_is_never_paid_out() -> None:
    cup, pot = make_variant(price="10.00"), make_variant(price="30.00")
    order = ship(make_reduced_order(cup, pot, off="20.00"))

    of_the_pot = pieces_back(order, 0, 1)

    assert of_the_pot.amount == Decimal("15.00")
    assert pieces_back(order, 1).amount == Decimal("5.00")


def test_freight_goes_back_when_nothing_was_sent_and_no_piece_is_left() -> None:
    order = make_paid_order(make_variant(), quantity=2)

    refund = pieces_back(order, 2)

    assert refund.amount == order.total == Decimal("52.00")
    assert facts(order) == (S.CANCELLED, order.total, 1)


def test_the_last_of_several_parts_brings_the_freight() -> None:
    order = make_paid_order(make_variant(), make_variant(), quantity=2)

    amounts = [pieces_back(order, *pieces).amount for pieces in [(1,), (1, 1), (0, 1)]]

    assert amounts == [Decimal("20.00"), Decimal("40.00"), Decimal("32.00")]
    assert facts(order) == (S.CANCELLED, order.total, 3)


def test_sent_goods_go_back_without_the_freight() -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))

    refund = pieces_back(order, 2)

    assert refund.amount == Decimal("40.00")
    assert facts(order) == (S.SHIPPED, Decimal("40.00"), 1)


def test_staff_may_add_the_freight_of_the_lines() -> None:
    order = ship(make_paid_order(make_variant(), make_variant(), quantity=1))

    one = pieces_back(order, 1, with_shipping=True)

    assert one.amount == Decimal("26.00")
    assert pieces_back(order, 0, 1, with_shipping=True).amount == Decimal("26.00")
    assert facts(order) == (S.REFUNDED, order.total, 2)


def test_freight_goes_back_once() -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))

    pieces_back(order, 1, with_shipping=True)

    assert pieces_back(order, 1, with_shipping=True).amount == Decimal("20.00")


def test_the_rest_after_parts_closes_the_order() -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))
    pieces_back(order, 2)

    rest = whole_refund(order)

    assert rest.amount == order.total - Decimal("40.00")
    assert facts(order) == (S.REFUNDED, order.total, 2)


# --- what becomes of the goods ----------------------------------------------------------


def test_pieces_that_were_not_sent_are_free_again_and_never_sent() -> None:
    cup = make_variant(on_hand=10)
    order = make_paid_order(cup, quantity=3)

    pieces_back(order, 2)

    assert stock(cup) == (10, 1)
    assert counts(order) == [(0, 2, 2)]
    ship(order)
    assert stock(cup) == (9, 0)
    assert counts(order) == [(1, 2, 2)]
    assert broken_laws() == {}


def test_no_parcel_takes_a_piece_that_was_given_up() -> None:
    order = make_paid_order(make_variant(), quantity=3)
    pieces_back(order, 2)

    with pytest.raises(NotThatMany):
        ship_some(order, 2)

    assert facts(order)[0] == S.AWAITING_SHIPMENT


def test_sent_pieces_stay_where_they_are() -> None:
    cup = make_variant(on_hand=10)
    order = ship(make_paid_order(cup, quantity=3))

    pieces_back(order, 2)

    assert stock(cup) == (7, 0)
    assert counts(order) == [(3, 0, 2)]


def test_what_is_not_sent_yet_stays_here_first() -> None:
    cup = make_variant(on_hand=10)
    order = ship_some(make_paid_order(cup, quantity=3), 1)

    pieces_back(order, 1)

    assert stock(cup) == (9, 1)
    assert counts(order) == [(1, 1, 1)]
    assert facts(order)[0] == S.PARTIALLY_SHIPPED


def test_a_partly_shipped_order_is_shipped_when_the_rest_is_given_up() -> None:
    order = ship_some(make_paid_order(make_variant(), make_variant()), 1, 0)

    pieces_back(order, 0, 1)

    assert facts(order) == (S.SHIPPED, Decimal("20.00"), 1)
    assert order.receive_by is not None
    with pytest.raises((NothingToShip, IllegalMove)):
        ship_some(order, 0, 1, number="SF2")


def test_a_partly_shipped_order_that_goes_back_whole_is_refunded() -> None:
    cup = make_variant(on_hand=5)
    order = ship_some(make_paid_order(cup, quantity=3), 1)

    whole_refund(order)

    assert facts(order) == (S.REFUNDED, order.total, 1)
    assert stock(cup) == (4, 0)


def test_what_went_back_counts_as_sold_no_more() -> None:
    cup = make_variant()
    order = make_paid_order(cup, quantity=3)

    pieces_back(order, 1)
    cup.product.refresh_from_db()
    after_one = cup.product.sold_count
    whole_refund(order)

    cup.product.refresh_from_db()
    assert (after_one, cup.product.sold_count) == (2, 0)


def test_a_gift_stays_here_when_what_it_came_with_is_given_up() -> None:
    cup, gift = make_variant(on_hand=5), make_variant(on_hand=5, price="0.00")
    order = make_paid_order(cup, gift)

    refund = pieces_back(order, 1)

    assert refund.amount == order.total
    assert facts(order) == (S.CANCELLED, order.total, 1)
    assert (stock(cup), stock(gift)) == ((5, 0), (5, 0))


# --- who hears of it --------------------------------------------------------------------


def test_the_buyer_is_told_and_finds_it_in_the_log() -> None:
    order = make_paid_order(make_variant(), quantity=2, email="mei@example.com")

    refund = pieces_back(order, 1)

    event = order.events.get(kind=OrderEvent.Kind.PARTLY)
    assert event.facts == {"amount": "20.00"}
    key = f"order-{order.number}-partly-{refund.pk}"
    assert "¥20.00" in OutboxMessage.objects.get(key=key).subject
