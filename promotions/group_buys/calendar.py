"""Group buys in the campaign calendar; two queries."""

from collections.abc import Iterator
from datetime import datetime

from promotions.calendar.entries import Entry, page_of
from promotions.group_buys.models import GroupCampaign


def entries(starts_at: datetime, ends_at: datetime) -> Iterator[Entry]:
    campaigns = GroupCampaign.objects.meeting(starts_at, ends_at)
    for campaign in campaigns.prefetch_related("offers"):
        yield Entry(
            campaign=("group", campaign.pk),
            name=str(campaign),
            url=page_of(campaign),
            starts_at=campaign.starts_at,
            ends_at=campaign.ends_at,
            paused_at=campaign.paused_at,
            variants=frozenset(offer.variant_id for offer in campaign.offers.all()),
        )
