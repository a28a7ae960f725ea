"""Points of an order: taken with it, given back with it, earned by it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from orders.models import Order
from orders.services import cancel_order, confirm_receipt, expire_order, revive_order
from orders.services.promising import receipt_of
from orders.services.receiving import complete_order
from orders.states import Actor
from promotions.models import Member, PointsEntry
from promotions.points.errors import NothingToAdjust, TooFewPoints
from promotions.points.services import (
    adjust_points,
    earn_points,
    member_of,
    redeem_points,
)
from promotions.wishes import Wish
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    pieces_back,
    whole_refund,
)
from tests.promotions.coupons.factories import make_coupon, make_template
from tests.promotions.points.factories import make_member, points_of, redeeming

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


def completed(order: Order) -> Order:
    if not order.paid_at:
        capture(make_attempt(order))
        order.refresh_from_db()
    ship(order)
    confirm_receipt(order_id=order.pk, now=NOON)
    complete_order(order_id=order.pk, now=LATER)
    order.refresh_from_db()
    return order


def test_are_taken_with_the_order() -> None:
    mei = make_member(1000)

    order = redeeming(mei, make_variant(price="40.00"), points=500)

    assert (order.discount_amount, points_of(mei)) == (Decimal(5), 500)
    assert Order.objects.get().promises == "points"
    assert PointsEntry.objects.get(kind="redeem").reference == order.number


def test_pay_a_share_of_what_the_coupon_leaves() -> None:
    mei = make_member(5000)
    make_coupon(mei, make_template("20.00"))

    order = make_order(make_variant(price="40.00"), owner=mei, wish=Wish(points=5000))

    assert (order.discount_amount, points_of(mei)) == (20 + 4, 4600)


@pytest.mark.parametrize("ending", ["time-out", "cancel"])
def test_come_back_with_an_order_that_ends(ending: str) -> None:
    mei = make_member(1000)
    order = redeeming(mei, make_variant(price="40.00"), points=500)

    if ending == "cancel":
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)
    else:
        expire_order(order_id=order.pk, now=LATER)

    assert points_of(mei) == 1000


def test_are_taken_again_by_late_money() -> None:
    mei = make_member(1000)
    order = redeeming(mei, make_variant(price="40.00"), points=500)
    expire_order(order_id=order.pk, now=LATER)
    order.refresh_from_db()

    assert revive_order(order, now=LATER)

    assert points_of(mei) == 500


def test_late_money_does_not_revive_what_points_paid_that_are_gone() -> None:
    mei = make_member(600)
    order = redeeming(mei, make_variant(price="40.00"), points=500)
    expire_order(order_id=order.pk, now=LATER)
    order.refresh_from_db()
    redeem_points(owner_id=mei.pk, points=200, reference="other", now=LATER)

    assert not revive_order(order, now=LATER)

    assert points_of(mei) == 400


def test_are_earned_once_by_a_completed_order() -> None:
    mei = make_member()
    order = completed(make_order(make_variant(price="40.50"), quantity=2, owner=mei))

    complete_order(order_id=order.pk, now=LATER)

    member = Member.objects.get(owner=mei)
    assert (member.points, member.spent) == (81, Decimal(81))


def test_only_what_is_kept_of_it_earns_and_only_once() -> None:
    mei = make_member()
    order = ship(make_paid_order(make_variant(price="40.00"), quantity=3, owner=mei))
    pieces_back(order, 1)
    confirm_receipt(order_id=order.pk, now=NOON)
    complete_order(order_id=order.pk, now=LATER)

    order.refresh_from_db()
    earn_points(receipt=receipt_of(order), now=LATER)

    member = Member.objects.get(owner=mei)
    assert (member.points, member.spent) == (80, Decimal(80))


def test_a_guest_earns_none() -> None:
    completed(make_order(make_variant(price="40.00")))

    assert not Member.objects.exists()


def test_a_refund_returns_its_part_of_the_points_that_paid() -> None:
    mei = make_member(1000)
    order = redeeming(mei, make_variant(price="40.00"), quantity=2, points=1000)
    capture(make_attempt(order))
    order.refresh_from_db()

    pieces_back(order, 1)
    assert points_of(mei) == 500

    whole_refund(order)
    assert points_of(mei) == 1000


def test_a_refund_returns_its_part_of_a_revived_order_too() -> None:
    """It gave all of its points back at its time-out, and has taken them again."""
    mei = make_member(1000)
    order = redeeming(mei, make_variant(price="20.00"), quantity=2, points=500)
    attempt = make_attempt(order)
    expire_order(order_id=order.pk, now=LATER)
    capture(attempt, now=LATER)

    pieces_back(order, 1)

    assert points_of(mei) == 500 + 250


def test_a_refund_takes_back_what_the_order_had_earned() -> None:
    mei = make_member()
    order = completed(make_order(make_variant(price="40.00"), quantity=2, owner=mei))

    pieces_back(order, 1)

    member = Member.objects.get(owner=mei)
    assert (member.points, member.spent) == (40, Decimal(40))


def test_what_was_earned_and_spent_can_not_be_taken_back() -> None:
    mei = make_member()
    order = completed(make_order(make_variant(price="40.00"), quantity=2, owner=mei))
    redeem_points(owner_id=mei.pk, points=70, reference="other", now=LATER)

    pieces_back(order, 1)

    assert points_of(mei) == 0


def test_nobody_spends_more_than_there_is() -> None:
    mei = make_member(100)

    with pytest.raises(TooFewPoints) as refusal:
        redeem_points(owner_id=mei.pk, points=101, reference="A", now=NOON)

    assert refusal.value.balance == 100
    assert points_of(mei) == 100


def test_the_database_refuses_a_debt() -> None:
    mei = make_member(100)

    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(owner=mei).update(points=-1)


@pytest.mark.parametrize(
    ("points", "error"), [(0, NothingToAdjust), (-101, TooFewPoints)]
)
def test_the_shop_adjusts_what_can_be_adjusted(points: int, error: type) -> None:
    mei = make_member(100)

    with pytest.raises(error):
        adjust_points(
            member_id=member_of(owner_id=mei.pk).pk,
            points=points,
            reason="",
            actor_id=mei.pk,
            now=NOON,
        )

    assert points_of(mei) == 100
