"""A group buy as the price lab tries it: whoever opens a team."""

from collections.abc import Iterator
from datetime import datetime

from promotions.group_buys.models import GroupCampaign
from promotions.previews import Preview
from promotions.wishes import Deal


def preview(campaign_id: int) -> Preview | None:
    campaign = GroupCampaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        return None
    offers = list(campaign.offers.order_by("pk"))
    return Preview(
        name=str(campaign),
        starts_at=campaign.starts_at,
        goods={offer.variant_id: 1 for offer in offers[:1]},
        deals={one.variant_id: Deal(kind="group", id=one.pk) for one in offers},
    )


def choices(now: datetime) -> Iterator[tuple[int, str]]:
    for campaign in GroupCampaign.objects.filter(ends_at__gt=now):
        yield campaign.pk, str(campaign)
