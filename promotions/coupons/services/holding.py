"""An order holds a coupon, uses it, and gives it back with its own end.

Every change is a compare-and-set of the coupon's row; the order's row is held.
"""

from datetime import datetime

from django.db import transaction

from promotions.coupons.errors import CouponGone
from promotions.coupons.models import Coupon
from promotions.coupons.states import CouponStatus, before
from shop.kernel.failpoints import failpoint

S = CouponStatus


@transaction.atomic
def hold_coupon(*, coupon_id: int, owner_id: int, number: str, now: datetime) -> None:
    """Keep this coupon for this order and nobody else.

    The check and the change are one UPDATE, so two orders can't both get it.
    Raises CouponGone.
    """
    rows = Coupon.objects.open(now).filter(
        pk=coupon_id, owner=owner_id, valid_from__lte=now
    )
    if not rows.update(status=S.HELD, order_number=number, last_order=number):
        raise CouponGone
    failpoint("order.coupon_taken")


@transaction.atomic
def use_coupon(*, number: str, now: datetime) -> None:
    """The order is paid.  Safe to repeat."""
    held = Coupon.objects.filter(order_number=number, status__in=before(S.USED))
    held.update(status=S.USED, used_at=now)


@transaction.atomic
def give_coupon_back(*, number: str, now: datetime) -> None:
    """The order ended: the coupon is unused again, or expired where its time is up.

    Safe to repeat.
    """
    of_order = Coupon.objects.filter(order_number=number, status__in=before(S.UNUSED))
    back = {"order_number": None, "used_at": None}
    if not of_order.filter(valid_until__gt=now).update(status=S.UNUSED, **back):
        of_order.update(status=S.EXPIRED, remind_at=None, **back)


@transaction.atomic
def hold_coupon_again(*, number: str) -> None:
    """Late money revives the order that held it, though the coupon's own time may be
    up by now: it was good when the order was placed.  Safe to repeat.

    Raises CouponGone where another order has had it since.
    """
    if Coupon.objects.filter(order_number=number).exists():
        return
    free = Coupon.objects.filter(
        last_order=number, order_number=None, status__in=before(S.HELD)
    )
    if not free.update(status=S.HELD, order_number=number):
        raise CouponGone
