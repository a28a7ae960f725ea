"""Once all money of an order has gone back, at whatever time, coupon and points have too."""

import pytest

from promotions.coupons.states import CouponStatus
from promotions.wishes import Wish
from tests.catalog.factories import make_variant
from tests.orders.factories import ship
from tests.payments.factories import make_paid_order, pieces_back, whole_refund
from tests.promotions.coupons.factories import make_coupon
from tests.promotions.points.factories import make_member, points_of

pytestmark = pytest.mark.django_db
S = CouponStatus


@pytest.mark.parametrize("in_parts", [False, True])
@pytest.mark.parametrize("is_sent", [False, True])
def test_before_and_after_shipping(*, is_sent: bool, in_parts: bool) -> None:
    mei = make_member(400)
    coupon, wish = make_coupon(mei), Wish(points=400)
    order = make_paid_order(
        make_variant(price="40.00"), quantity=2, owner=mei, wish=wish
    )
    assert (order.discount_amount, points_of(mei)) == (9, 0)
    if is_sent:
        ship(order)

    if in_parts:
        back = pieces_back(order, 1)
        coupon.refresh_from_db()
        assert (back.amount, coupon.status, points_of(mei)) == (35.5, S.USED, 200)
    whole_refund(order)

    coupon.refresh_from_db()
    order.refresh_from_db()
    assert (coupon.status, coupon.order_number, points_of(mei)) == (S.UNUSED, None, 400)
    assert order.status == ("refunded" if is_sent else "cancelled")
    assert order.refunded == order.total
