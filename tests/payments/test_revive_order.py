"""Money after the time-out brings the order back to life, if all its goods are here."""

from decimal import Decimal

import pytest

from accounts.models import OutboxMessage
from catalog.models import StockMove, Variant
from catalog.services import refresh_product
from orders.models import Order
from orders.services import Adjustment, cancel_order, expire_order
from orders.states import Actor, OrderStatus
from payments.models import PaymentAttempt, Refund
from payments.services import adjust_price
from payments.services.capturing import Outcome
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order, ship
from tests.payments.factories import capture, make_attempt, whole_refund

pytestmark = pytest.mark.django_db
S = OrderStatus


def refund_of(order: Order) -> Refund:
    """All that came in goes back, at once; and all laws hold."""
    order.refresh_from_db()
    assert order.refunded == order.captured == Refund.objects.get().amount
    assert broken_laws() == {}
    return Refund.objects.get()


def expired(*variants: Variant) -> tuple[Order, PaymentAttempt]:
    order = make_order(*variants)
    attempt = make_attempt(order)
    expire_order(order_id=order.pk, now=order.pay_by)
    return order, attempt


def test_late_money_revives_an_order_whose_goods_are_still_here() -> None:
    cup = make_variant(on_hand=1)
    order, attempt = expired(cup)

    assert capture(attempt, now=order.pay_by) is Outcome.REVIVED

    order.refresh_from_db()
    cup.refresh_from_db()
    assert (order.status, order.cancelled_at) == (S.AWAITING_SHIPMENT, None)
    assert (order.captured, order.refunded) == (order.total, 0)
    assert (cup.reserved, Refund.objects.count()) == (1, 0)
    assert [event.new for event in order.events.all()][-2:] == [
        S.CANCELLED,
        S.AWAITING_SHIPMENT,
    ]
    assert OutboxMessage.objects.filter(key=f"order-{order.number}-revived").exists()


def test_late_money_goes_back_when_the_goods_are_gone() -> None:
    cup = make_variant(on_hand=1)
    order, attempt = expired(cup)
    make_order(cup)

    assert capture(attempt, now=order.pay_by) is Outcome.REFUNDED

    refund = refund_of(order)
    assert (refund.cause, refund.attempt) == (Refund.Cause.LATE, attempt)
    assert order.status == S.CANCELLED
    cup.refresh_from_db()
    assert cup.reserved == 1


@pytest.mark.parametrize("actor", [Actor.BUYER, Actor.STAFF])
def test_an_order_that_somebody_gave_up_is_not_revived(actor: Actor) -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    cancel_order(order_id=order.pk, now=NOON, actor=actor)

    assert capture(attempt) is Outcome.REFUNDED

    assert refund_of(order).cause == Refund.Cause.LATE
    assert order.status == S.CANCELLED


def test_a_revived_order_is_revived_once() -> None:
    order, attempt = expired(make_variant())
    capture(attempt, trade_no="T-1", now=order.pay_by)

    assert capture(attempt, trade_no="T-2", now=order.pay_by) is Outcome.REFUNDED

    order.refresh_from_db()
    assert (order.captured, order.refunded) == (order.total * 2, order.total)


def test_two_articles_are_reserved_both_or_none() -> None:
    cup, pot = make_variant(on_hand=1), make_variant(on_hand=1)
    order, attempt = expired(cup, pot)
    make_order(pot)
    moves = StockMove.objects.count()

    assert capture(attempt, now=order.pay_by) is Outcome.REFUNDED

    cup.refresh_from_db()
    assert (cup.reserved, StockMove.objects.count()) == (0, moves)
    assert refund_of(order).cause == Refund.Cause.LATE
    assert order.status == S.CANCELLED


def test_an_article_that_is_offered_no_more_is_not_revived() -> None:
    cup = make_variant()
    order, attempt = expired(cup)
    Variant.objects.update(is_active=False)
    refresh_product(cup.product_id)

    assert capture(attempt, now=order.pay_by) is Outcome.REFUNDED

    assert refund_of(order).cause == Refund.Cause.LATE


def reduce(order: Order) -> None:
    adjustment = Adjustment(reduction=Decimal(5), shipping=Decimal(12), reason="agreed")
    adjust_price(order_id=order.pk, adjustment=adjustment, now=NOON, actor_id=None)
    order.refresh_from_db()


def test_the_price_from_before_it_was_changed_revives_nothing() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    PaymentAttempt.objects.update(status=AttemptStatus.CLOSED)
    reduce(order)
    expire_order(order_id=order.pk, now=order.pay_by)

    assert capture(attempt, now=order.pay_by) is Outcome.REFUNDED

    refund = refund_of(order)
    assert (refund.amount, refund.cause) == (order.total + 5, Refund.Cause.LATE)
    assert order.status == S.CANCELLED


def test_the_price_that_was_agreed_on_revives_it() -> None:
    order = make_order(make_variant())
    reduce(order)
    attempt = make_attempt(order)
    expire_order(order_id=order.pk, now=order.pay_by)

    assert capture(attempt, now=order.pay_by) is Outcome.REVIVED

    order.refresh_from_db()
    assert (order.status, order.captured) == (S.AWAITING_SHIPMENT, Decimal(27))
    assert broken_laws() == {}


def test_a_revived_order_goes_the_way_of_every_other() -> None:
    cup = make_variant(on_hand=3)
    order, attempt = expired(cup)
    capture(attempt, now=order.pay_by)
    cup.product.refresh_from_db()
    sold = cup.product.sold_count

    ship(order, now=order.pay_by)
    whole_refund(order)

    order.refresh_from_db()
    cup.refresh_from_db()
    cup.product.refresh_from_db()
    assert (sold, cup.product.sold_count) == (1, 0)
    assert (order.status, cup.on_hand, cup.reserved) == (S.REFUNDED, 2, 0)
    assert broken_laws() == {}


def test_a_revived_order_that_is_cancelled_is_not_revived_again() -> None:
    order, attempt = expired(make_variant())
    capture(attempt, trade_no="T-1", now=order.pay_by)
    whole_refund(order)

    assert capture(attempt, trade_no="T-2", now=order.pay_by) is Outcome.REFUNDED

    order.refresh_from_db()
    assert order.status == S.CANCELLED
    assert order.captured == order.refunded == order.total * 2
    assert broken_laws() == {}
