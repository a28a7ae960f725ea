"""Coupons whose time is up, and those whose time is nearly up."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from accounts.models import User
from accounts.services.outbox import post_message, render_message
from promotions.coupons.models import Coupon
from promotions.coupons.selectors import is_silent, tickets
from promotions.coupons.services.noticing import key_of
from promotions.coupons.states import CouponStatus


@transaction.atomic
def expire_coupons(*, now: datetime) -> int:
    """Those that were never used and are not good any more; how many."""
    run_out = Coupon.objects.run_out(now)
    return run_out.update(status=CouponStatus.EXPIRED, remind_at=None)


@transaction.atomic
def remind_owner(*, owner_id: int, now: datetime) -> bool:
    """Tell somebody once, in one message, of all that end soon; False if none does, or
    if this is not wished for.  What an order holds is told once it comes back."""
    due = Coupon.objects.open(now).filter(owner=owner_id, remind_at__lte=now)
    rows = due.select_for_update(of=("self",), no_key=True).select_related("template")
    coupons = sorted(rows.order_by("pk"), key=lambda one: (one.valid_until, one.pk))
    Coupon.objects.filter(pk__in=[one.pk for one in coupons]).update(remind_at=None)
    if not coupons or is_silent(owner_id):
        return False
    _tell(User.objects.get(pk=owner_id), coupons, now)
    return True


def _tell(owner: User, coupons: list[Coupon], now: datetime) -> None:
    language = owner.language or settings.LANGUAGE_CODE
    with translation.override(language):
        link = f"{settings.SITE_URL}{reverse('promotions:wallet')}"
        quiet = f"{settings.SITE_URL}{reverse('promotions:no-coupon-notices')}"
        shown = tickets(coupon.template for coupon in coupons)
        pairs = [(coupon, shown[coupon.template_id]) for coupon in coupons]
    message = render_message(
        "promotions/coupons/emails/ending.txt",
        context={
            "pairs": pairs,
            "link": link,
            "quiet_link": f"{quiet}?{urlencode({'key': key_of(owner.pk)})}",
            "count": len(coupons),
        },
        language=language,
    )
    post_message(
        key=f"coupons-end-{owner.pk}-{coupons[0].pk}",
        channel="mail" if owner.email else "sms",
        recipient=owner.email or owner.phone or "",
        subject=message.subject,
        body=message.body if owner.email else f"{message.subject} {link}",
        now=now,
    )
