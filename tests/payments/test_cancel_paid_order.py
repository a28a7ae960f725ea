"""Whoever cancels before shipping, all of the money goes back in the same moment."""

from datetime import datetime
from decimal import Decimal

import pytest

from catalog.models import Variant
from orders.errors import IllegalMove
from orders.models import Order
from orders.services import Adjustment
from orders.states import Actor, OrderStatus
from payments.errors import GatewayAway
from payments.gateways.registry import GATEWAYS
from payments.models import PaymentAttempt, Refund
from payments.services import adjust_price, cancel_order
from tests.accounts.factories import make_user
from tests.admin.factories import make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    fail,
    make_paid_order,
    pieces_back,
    ship_some,
    start_attempt,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def facts(order: Order) -> tuple[str, Decimal, int]:
    """Where the order is, what went back, how often; and all laws hold."""
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.status, order.refunded, Refund.objects.count()


def cancel(order: Order, actor: Actor = Actor.BUYER, **facts) -> None:
    cancel_order(order_id=order.pk, now=NOON, actor=actor, **facts)


def test_a_buyer_gets_everything_back() -> None:
    buyer = make_user()
    order = make_paid_order(make_variant(), quantity=2, owner=buyer)

    cancel(order, user=buyer, reason="changed_mind")

    refund = Refund.objects.get()
    assert (refund.cause, refund.actor) == (Refund.Cause.BUYER, buyer)
    assert facts(order) == (S.CANCELLED, order.total, 1)
    assert Variant.objects.get().reserved == 0


def test_a_guest_is_nobody_and_gets_it_all_the_same() -> None:
    order = make_paid_order(make_variant())

    cancel(order)

    assert Refund.objects.get().actor is None
    assert facts(order) == (S.CANCELLED, order.total, 1)


def test_the_shop_says_who_it_was() -> None:
    order, clerk = make_paid_order(make_variant()), make_clerk()

    cancel(order, Actor.STAFF, user=clerk, reason="sold out")

    refund = Refund.objects.get()
    assert (refund.cause, refund.actor) == (Refund.Cause.STAFF, clerk)
    assert (refund.reason, order.events.last().reason) == ("sold out", "sold out")
    assert facts(order) == (S.CANCELLED, order.total, 1)


def test_after_a_part_only_the_rest_goes_back() -> None:
    cup = make_variant()
    order = make_paid_order(cup, quantity=3)
    pieces_back(order, 1)

    cancel(order)

    assert facts(order) == (S.CANCELLED, order.total, 2)
    cup.refresh_from_db()
    cup.product.refresh_from_db()
    assert (cup.reserved, cup.product.sold_count) == (0, 0)


def test_a_part_that_failed_waits_for_its_decision() -> None:
    order = make_paid_order(make_variant(), quantity=3)
    case = fail(pieces_back(order, 1))

    cancel(order)

    assert facts(order) == (S.CANCELLED, order.total - case.amount, 2)


def test_what_was_paid_twice_is_a_refund_of_its_own() -> None:
    order = make_paid_order(make_variant())
    capture(order.attempts.get(), trade_no="T-again")

    cancel(order)

    assert facts(order) == (S.CANCELLED, order.total * 2, 2)


def test_a_free_order_frees_its_goods_and_no_money_moves() -> None:
    order = make_order(make_variant(), quantity=2)
    free = Adjustment(reduction=order.goods_amount, shipping=Decimal(0), reason="gift")
    adjust_price(order_id=order.pk, adjustment=free, now=NOON, actor_id=None)

    cancel(order, Actor.STAFF, user=make_clerk("warehouse"))

    assert facts(order) == (S.CANCELLED, 0, 0)
    assert Variant.objects.get().reserved == 0


@pytest.mark.parametrize("how_far", ["some", "all"])
@pytest.mark.parametrize("actor", [Actor.BUYER, Actor.STAFF])
def test_what_is_sent_is_not_cancelled(how_far: str, actor: Actor) -> None:
    order = make_paid_order(make_variant(), quantity=2)
    ship_some(order, 1) if how_far == "some" else ship(order)
    before = facts(order)

    with pytest.raises(IllegalMove):
        cancel(order, actor, user=make_owner())

    assert facts(order) == before


def test_it_is_cancelled_once() -> None:
    order = make_paid_order(make_variant())
    cancel(order)

    with pytest.raises(IllegalMove):
        cancel(order)

    assert facts(order) == (S.CANCELLED, order.total, 1)


def test_a_gateway_that_is_away_is_waited_for(monkeypatch) -> None:
    """Money may be on its way: nobody knows yet what has to go back."""

    class Away:
        def close(self, attempt: PaymentAttempt, *, now: datetime) -> None:
            raise GatewayAway

    order = make_order(make_variant())
    start_attempt(order)
    monkeypatch.setitem(GATEWAYS, "demo", Away())

    with pytest.raises(GatewayAway):
        cancel(order)

    assert facts(order) == (S.PENDING_PAYMENT, 0, 0)
