"""A sum goes back for no piece in particular: no goods move, every line bears a part."""

from decimal import Decimal

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.errors import MoreThanLeft, NothingToRefund
from payments.models import Refund
from payments.services import Wish
from tests.catalog.factories import make_variant
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.factories import (
    make_paid_order,
    pieces_back,
    sum_back,
    whole_refund,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def facts(order: Order) -> tuple[str, Decimal, int]:
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.status, order.refunded, Refund.objects.count()


def amounts(refund: Refund) -> list[tuple[Decimal, Decimal]]:
    """Of each line: for the goods, of the freight."""
    return list(refund.lines.order_by("pk").values_list("amount", "shipping"))


def test_is_spread_over_what_is_left_of_the_lines() -> None:
    order = make_paid_order(make_variant(price="10.00"), make_variant(price="20.00"))

    refund = sum_back(order, "10.00")

    assert amounts(refund) == [(Decimal("3.33"), 0), (Decimal("6.67"), 0)]
    assert facts(order) == (S.AWAITING_SHIPMENT, Decimal("10.00"), 1)


def test_leaves_every_piece_to_be_sent() -> None:
    cup = make_variant(on_hand=5)
    order = make_paid_order(cup, quantity=2)

    sum_back(order, "39.99")

    cup.refresh_from_db()
    assert (cup.on_hand, cup.reserved) == (5, 2)
    assert ship(order).status == S.SHIPPED


def test_makes_the_pieces_worth_less_afterwards() -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))  # 40.00 of goods
    sum_back(order, "30.00")

    assert pieces_back(order, 1).amount == Decimal("10.00")

    assert whole_refund(order).amount == Decimal("12.00")
    assert facts(order) == (S.REFUNDED, order.total, 3)


def test_all_of_the_goods_leaves_the_freight() -> None:
    order = make_paid_order(make_variant(), quantity=2)

    sum_back(order, "40.00")

    assert facts(order) == (S.AWAITING_SHIPMENT, Decimal("40.00"), 1)


def test_reaches_into_the_freight_where_staff_say_so() -> None:
    order = ship(make_paid_order(make_variant(price="10.00"), make_variant()))

    refund = sum_back(order, "33.00", with_shipping=True)

    assert sum(goods for goods, _ in amounts(refund)) == Decimal("30.00")
    assert sum(freight for _, freight in amounts(refund)) == Decimal("3.00")
    assert facts(order) == (S.SHIPPED, Decimal("33.00"), 1)


def test_the_whole_sum_closes_the_order_and_frees_the_goods() -> None:
    cup = make_variant(on_hand=5)
    order = make_paid_order(cup, quantity=2)

    sum_back(order, "52.00", with_shipping=True)

    cup.refresh_from_db()
    assert cup.reserved == 0
    assert facts(order) == (S.CANCELLED, order.total, 1)


@pytest.mark.parametrize(
    ("amount", "with_shipping", "left"),
    [("40.01", False, "40.00"), ("52.01", True, "52.00"), ("4000", False, "40.00")],
)
def test_never_more_than_is_left(amount: str, with_shipping: bool, left: str) -> None:
    order = make_paid_order(make_variant(), quantity=2)

    with pytest.raises(MoreThanLeft) as refusal:
        sum_back(order, amount, with_shipping=with_shipping)

    assert refusal.value.left == Decimal(left)
    assert left in str(refusal.value)
    assert facts(order) == (S.AWAITING_SHIPMENT, 0, 0)


@pytest.mark.parametrize("amount", ["0", "-1.00"])
def test_less_than_a_cent_is_nothing(amount: str) -> None:
    order = make_paid_order(make_variant())

    with pytest.raises(NothingToRefund):
        sum_back(order, amount)

    assert facts(order) == (S.AWAITING_SHIPMENT, 0, 0)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(),
        Wish(pieces={3: 2, 7: 1}, with_shipping=True),
        Wish(amount=Decimal("12.34")),
    ],
)
def test_a_wish_is_the_same_after_it_was_written_down(wish: Wish) -> None:
    assert Wish.from_json(wish.as_json()) == wish
