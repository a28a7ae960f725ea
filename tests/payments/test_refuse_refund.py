"""What can't go back is refused, and nothing has changed."""

from decimal import Decimal

import pytest

from orders.errors import NotThatMany
from orders.models import Order
from orders.services import Adjustment
from orders.states import OrderStatus
from payments.errors import NothingToRefund
from payments.models import Refund
from payments.services import Wish, adjust_price, refund_order
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    pieces_back,
    staff_reason,
    whole_refund,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def facts(order: Order) -> tuple[str, Decimal, int]:
    """Where the order is, what went back, how often; and all laws hold."""
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.status, order.refunded, Refund.objects.count()


def counts(order: Order) -> list[tuple[int, int, int]]:
    """Of each line: sent, given up, paid back."""
    columns = ("shipped_quantity", "cancelled_quantity", "refunded_quantity")
    return list(order.lines.order_by("pk").values_list(*columns))


@pytest.mark.parametrize("pieces", [{0: 4}, {0: -1}, {99_999: 1}, {0: 1, 99_999: 1}])
def test_never_more_pieces_than_are_left(pieces: dict[int, int]) -> None:
    order = make_paid_order(make_variant(), quantity=3)
    first = order.lines.get().pk

    with pytest.raises(NotThatMany):
        pieces_back_by_id(order, {pk or first: n for pk, n in pieces.items()})

    assert facts(order) == (S.AWAITING_SHIPMENT, 0, 0)
    assert counts(order) == [(0, 0, 0)]


def pieces_back_by_id(order: Order, pieces: dict[int, int]) -> Refund:
    return refund_order(
        order_id=order.pk, now=NOON, why=staff_reason(), wish=Wish(pieces=pieces)
    )


def test_a_piece_goes_back_once() -> None:
    order = make_paid_order(make_variant(), quantity=2)
    pieces_back(order, 1)

    with pytest.raises(NotThatMany):
        pieces_back(order, 2)

    assert facts(order) == (S.AWAITING_SHIPMENT, Decimal("20.00"), 1)


def test_another_order_gives_nothing() -> None:
    order, other = make_paid_order(make_variant()), make_paid_order(make_variant())

    with pytest.raises(NotThatMany):
        pieces_back_by_id(order, {other.lines.get().pk: 1})

    assert facts(order) == (S.AWAITING_SHIPMENT, 0, 0)


def test_no_pieces_are_nothing() -> None:
    order = make_paid_order(make_variant())

    with pytest.raises(NothingToRefund):
        pieces_back_by_id(order, {order.lines.get().pk: 0})

    assert facts(order) == (S.AWAITING_SHIPMENT, 0, 0)


@pytest.mark.parametrize("state", ["unpaid", "cancelled", "refunded"])
def test_an_order_that_holds_no_money_gives_none(state: str) -> None:
    order = make_order(make_variant(), quantity=2)
    if state != "unpaid":
        capture(make_attempt(order))
        order.refresh_from_db()
        whole_refund(ship(order) if state == "refunded" else order)
    before = facts(order)

    with pytest.raises(NothingToRefund):
        pieces_back(order, 1)

    assert facts(order) == before


def test_a_free_order_has_nothing_to_give_back() -> None:
    order = make_order(make_variant(), quantity=2)
    free = Adjustment(reduction=order.goods_amount, shipping=Decimal(0), reason="gift")
    adjust_price(order_id=order.pk, adjustment=free, now=NOON, actor_id=None)
    order.refresh_from_db()

    for give_back in (lambda: pieces_back(order, 1), lambda: whole_refund(order)):
        with pytest.raises(NothingToRefund):
            give_back()

    assert facts(order) == (S.AWAITING_SHIPMENT, 0, 0)
    assert counts(order) == [(0, 0, 0)]
