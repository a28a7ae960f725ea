"""Offers are copied."""

from datetime import datetime, timedelta

from django.db import transaction

from promotions.copying import names_of_copy
from promotions.offers.models import Offer, OfferTier

UNTIL_THE_COPY = timedelta(days=1)


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
    for column, text in names_of_copy(offer).items():
        setattr(offer, column, text)
    offer._state.adding = True
    offer.save()
    OfferTier.objects.bulk_create(
        OfferTier(offer=offer, spend=tier.spend, save_amount=tier.save_amount)
        for tier in tiers
    )
    return offer
