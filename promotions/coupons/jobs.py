"""What happens to coupons by the clock."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from promotions.coupons.models import Coupon, CouponTemplate
from promotions.coupons.services import (
    expire_coupons,
    grant_sign_up,
    remind_owner,
)
from shop.kernel.jobs import each, periodic

A_ROUND = 200
LATELY = timedelta(days=3)


@periodic(_("expire coupons"), every=timedelta(minutes=5))
def end_coupons(now: datetime) -> int:
    return expire_coupons(now=now)


@periodic(_("tell of coupons that end soon"), every=timedelta(minutes=5))
def tell_of_ending_coupons(now: datetime) -> int:
    due = Coupon.objects.open(now).filter(remind_at__lte=now).order_by("owner")
    owners = due.values_list("owner_id", flat=True).distinct()[:A_ROUND]
    return each(list(owners), lambda owner: remind_owner(owner_id=owner, now=now))


@periodic(_("give coupons for signing up"), every=timedelta(minutes=5))
def give_for_sign_up(now: datetime) -> int:
    """To those of the last days whom the receiver missed."""
    offered = CouponTemplate.objects.given_out(now).filter(at_sign_up=True)
    lacking = {pk for one in offered if not one.is_gone for pk in _lacking(one, now)}
    return each(sorted(lacking), lambda pk: grant_sign_up(user_id=pk, now=now) > 0)


def _lacking(template: CouponTemplate, now: datetime) -> list[int]:
    people = get_user_model().objects.filter(
        is_active=True,
        is_staff=False,
        date_joined__gte=max(template.claim_from, now - LATELY),
    )
    had = Coupon.objects.filter(owner=OuterRef("pk"), template=template)
    rows = people.filter(~Exists(had)).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:A_ROUND])
