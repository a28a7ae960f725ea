"""Offers are paused, go on, and are copied."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from promotions.offers.models import Offer, OfferTier

UNTIL_THE_COPY = timedelta(days=1)


@transaction.atomic
def pause_offer(*, offer_id: int, now: datetime) -> bool:
    """Give nothing more from now on; False if it was paused already.

    Orders that are placed keep what they got.
    """
    rows = Offer.objects.filter(pk=offer_id, paused_at=None)
    return rows.update(paused_at=now) == 1


@transaction.atomic
def resume_offer(*, offer_id: int) -> bool:
    """Go on as its dates say; False if it was not paused."""
    rows = Offer.objects.filter(pk=offer_id, paused_at__isnull=False)
    return rows.update(paused_at=None) == 1


@transaction.atomic
def copy_offer(*, offer_id: int, now: datetime) -> Offer:
    """The same once more, from tomorrow on and for as long; paused, until somebody has
    looked at it."""
    offer = Offer.objects.get(pk=offer_id)
    tiers = list(offer.tiers.all())
    starts_at = max(offer.starts_at, now + UNTIL_THE_COPY)
    if offer.ends_at is not None:
        offer.ends_at = starts_at + (offer.ends_at - offer.starts_at)
    offer.pk, offer.starts_at, offer.paused_at = None, starts_at, now
    offer.name = _("%(name)s (copy)") % {"name": offer.name[:70]}
    offer._state.adding = True
    offer.save()
    OfferTier.objects.bulk_create(
        OfferTier(offer=offer, spend=tier.spend, save_amount=tier.save_amount)
        for tier in tiers
    )
    return offer
