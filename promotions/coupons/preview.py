"""A coupon as the price lab tries it: as though it had just been claimed."""

from collections.abc import Iterator
from datetime import datetime

from promotions.coupons.models import CouponTemplate
from promotions.previews import Preview
from promotions.sample_goods import well_above


def preview(template_id: int) -> Preview | None:
    template = CouponTemplate.objects.filter(pk=template_id).first()
    if template is None:
        return None
    starts = [template.claim_from, template.valid_from]
    return Preview(
        name=str(template),
        starts_at=max(start for start in starts if start),
        goods=well_above(template.goods, template.threshold),
        is_tried=True,
    )


def choices(now: datetime) -> Iterator[tuple[int, str]]:
    for template in CouponTemplate.objects.not_over(now):
        yield template.pk, str(template)
