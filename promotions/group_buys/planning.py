"""Campaigns are planned, changed and copied by the merchant.

What was sold is never broken: once a campaign has begun only its end, its names, its
limits and its pieces may change.  Locks: campaign, offers by id, variants by id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from catalog.models import Variant
from promotions.allotments import change_allotment, check_allotment, hold_variants
from promotions.copying import names_of_copy
from promotions.errors import PriceForNothing
from promotions.group_buys.errors import (
    AllotmentBelowTeam,
    CampaignHasBegun,
    CampaignsOverlap,
    CampaignTooShort,
    GroupPriceTooHigh,
    NothingInCampaign,
    NotOfProduct,
)
from promotions.group_buys.models import GroupCampaign, GroupOffer
from promotions.group_buys.running import (
    held,
    hold_offers,
)

FIXED = ("product_id", "size", "hours", "starts_at")


@dataclass(frozen=True, kw_only=True)
class OfferPlan:
    """So many pieces of a variant at a price."""

    variant_id: int
    price: Decimal
    allotment: int


Plans = Sequence[OfferPlan]


@transaction.atomic
def save_campaign(
    campaign: GroupCampaign, *, plans: Plans, now: datetime
) -> GroupCampaign:
    """Write a campaign as the merchant wants it; a new one opens by itself.

    Raises CampaignTooShort, CampaignsOverlap, NothingInCampaign, NotOfProduct,
    PriceForNothing, GroupPriceTooHigh, AllotmentAboveStock, AllotmentBelowTeam,
    AllotmentBelowSold, CampaignHasBegun.
    """
    before = held(campaign.pk) if campaign.pk else None
    offers = hold_offers(before) if before else []
    variants = hold_variants(
        [*(offer.variant_id for offer in offers), *(one.variant_id for one in plans)]
    )
    is_open = before is not None and before.opened_at is not None
    _check_times(campaign, now)
    _check_alone(campaign)
    if is_open and before is not None:
        _check_fixed(before, campaign, offers, plans)
        campaign.most_before = max(before.most_before, before.most_each)
    campaign.save()
    if is_open:
        _change_pieces(offers, plans, variants, now)
    else:
        _check(campaign, plans, variants)
        campaign.offers.all().delete()
        _write(campaign, plans)
    return campaign


@transaction.atomic
def copy_campaign(*, campaign_id: int, now: datetime) -> GroupCampaign:
    """The same after its end and for as long; paused, until somebody has looked at it."""
    old = GroupCampaign.objects.get(pk=campaign_id)
    offers = list(old.offers.order_by("pk"))
    latest = GroupCampaign.objects.filter(product=old.product_id).latest("ends_at")
    starts_at = max(latest.ends_at, now + timedelta(days=1))
    made = GroupCampaign.objects.create(
        product_id=old.product_id,
        **names_of_copy(old),
        size=old.size,
        hours=old.hours,
        starts_at=starts_at,
        ends_at=starts_at + (old.ends_at - old.starts_at),
        most_per_order=old.most_per_order,
        most_each=old.most_each,
        takes_coupon=old.takes_coupon,
        may_complete=old.may_complete,
        paused_at=now,
    )
    _write(made, [plan_of(offer) for offer in offers])
    return made


def plan_of(offer: GroupOffer) -> OfferPlan:
    return OfferPlan(
        variant_id=offer.variant_id, price=offer.price, allotment=offer.allotment
    )


def _check_times(campaign: GroupCampaign, now: datetime) -> None:
    if campaign.ends_at <= max(campaign.starts_at, now):
        raise CampaignTooShort


def _check_alone(campaign: GroupCampaign) -> None:
    """A product is in one group buy at a time.  Its variants' rows are held."""
    if not is_alone(campaign):
        raise CampaignsOverlap


def is_alone(campaign: GroupCampaign) -> bool:
    """Has no other campaign its product at that time?"""
    others = GroupCampaign.objects.meeting(campaign.starts_at, campaign.ends_at)
    others = others.filter(product=campaign.product_id, closed_at=None)
    return not others.exclude(pk=campaign.pk).exists()


def _check_fixed(
    before: GroupCampaign,
    campaign: GroupCampaign,
    offers: Sequence[GroupOffer],
    plans: Plans,
) -> None:
    is_same = all(getattr(before, name) == getattr(campaign, name) for name in FIXED)
    known = {(offer.variant_id, offer.price) for offer in offers}
    if not is_same or known != {(plan.variant_id, plan.price) for plan in plans}:
        raise CampaignHasBegun


def _check(
    campaign: GroupCampaign, plans: Plans, variants: Mapping[int, Variant]
) -> None:
    if not plans:
        raise NothingInCampaign
    for plan in plans:
        variant = variants[plan.variant_id]
        if variant.product_id != campaign.product_id:
            raise NotOfProduct(variant.pk)
        if plan.price <= 0:
            raise PriceForNothing(variant.pk)
        if plan.price >= variant.price:
            raise GroupPriceTooHigh(variant.pk)
        check_allotment(plan.allotment, variant)
    if sum(plan.allotment for plan in plans) < campaign.size:
        raise AllotmentBelowTeam(plans[0].variant_id, campaign.size)


def _write(campaign: GroupCampaign, plans: Plans) -> None:
    GroupOffer.objects.bulk_create(
        GroupOffer(
            campaign=campaign,
            variant_id=plan.variant_id,
            price=plan.price,
            allotment=plan.allotment,
        )
        for plan in plans
    )


def _change_pieces(
    offers: Sequence[GroupOffer],
    plans: Plans,
    variants: Mapping[int, Variant],
    now: datetime,
) -> None:
    wanted = {plan.variant_id: plan.allotment for plan in plans}
    for offer in offers:
        variant = variants[offer.variant_id]
        change_allotment(offer, wanted[variant.pk], variant=variant, now=now)
