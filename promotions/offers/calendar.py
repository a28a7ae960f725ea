"""Offers in the campaign calendar; one query."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from promotions.calendar.entries import Entry, page_of
from promotions.offers.models import Offer
from promotions.offers.selectors import are_rivals


def entries(starts_at: datetime, ends_at: datetime) -> Iterator[Entry]:
    offers = Offer.objects.meeting(starts_at, ends_at)
    found = [(offer, _entry(offer)) for offer in offers]
    for offer, entry in found:
        rivals = [
            its.name
            for other, its in found
            if not other.paused_at and entry.meets(its) and are_rivals(offer, other)
        ]
        yield replace(entry, rivals=tuple(rivals))


def _entry(offer: Offer) -> Entry:
    return Entry(
        campaign=("offer", offer.pk),
        name=str(offer),
        url=page_of(offer),
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        paused_at=offer.paused_at,
    )
