"""Coupons in the campaign calendar, as long as they are given out; one query."""

from collections.abc import Iterator
from datetime import datetime

from promotions.calendar.entries import Entry, page_of
from promotions.coupons.models import CouponTemplate


def entries(starts_at: datetime, ends_at: datetime) -> Iterator[Entry]:
    for template in CouponTemplate.objects.meeting(starts_at, ends_at):
        yield Entry(
            campaign=("coupon", template.pk),
            name=str(template),
            url=page_of(template),
            starts_at=template.claim_from,
            ends_at=template.ends_at,
            paused_at=template.paused_at,
        )
