"""Campaigns open and close by the clock; what they set aside goes through the ledger.

Rows are taken in this order: campaign, offers by id, variants by id.
"""

from datetime import datetime

from django.db import transaction

from promotions.allotments import give_up, hold_variants, set_more_aside
from promotions.group_buys.models import GroupCampaign, GroupOffer


@transaction.atomic
def open_campaign(*, campaign_id: int, now: datetime) -> bool:
    """Set its pieces aside, as many as the shop still has; False if that was done.

    Its prices hold from `starts_at`, whenever it is opened before.
    """
    campaign = held(campaign_id)
    if campaign.opened_at is not None or campaign.ends_at <= now:
        return False
    GroupCampaign.objects.filter(pk=campaign.pk).update(opened_at=now)
    offers = hold_offers(campaign)
    variants = hold_variants(offer.variant_id for offer in offers)
    for offer in offers:
        there = variants[offer.variant_id].sellable
        set_more_aside(offer, min(offer.allotment, there), now=now)
    return True


@transaction.atomic
def close_campaign(*, campaign_id: int, now: datetime) -> bool:
    """Give back what nobody claimed; False if it is not due: a team may be open yet."""
    campaign = held(campaign_id)
    if not GroupCampaign.objects.to_close(now).filter(pk=campaign.pk).exists():
        return False
    GroupCampaign.objects.filter(pk=campaign.pk).update(closed_at=now)
    offers = hold_offers(campaign)
    hold_variants(offer.variant_id for offer in offers)
    for offer in offers:
        give_up(offer, offer.unclaimed, now=now)
    return True


def held(campaign_id: int) -> GroupCampaign:
    return GroupCampaign.objects.select_for_update(no_key=True).get(pk=campaign_id)


def hold_offers(campaign: GroupCampaign) -> list[GroupOffer]:
    offers = campaign.offers.select_for_update(no_key=True)
    return list(offers.order_by("pk"))
