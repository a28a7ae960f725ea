"""An offer as the price lab tries it."""

from collections.abc import Iterator
from datetime import datetime

from promotions.offers.example import example_of
from promotions.offers.models import Offer
from promotions.previews import Preview


def preview(offer_id: int) -> Preview | None:
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is None:
        return None
    example = example_of(offer)
    lines = example.lines if example else ()
    return Preview(
        name=str(offer),
        starts_at=offer.starts_at,
        goods={article.variant_id: many for article, many in lines},
        is_tried=offer.paused_at is not None,
    )


def choices(now: datetime) -> Iterator[tuple[int, str]]:
    """Those that are paused: the others are there by themselves."""
    for offer in Offer.objects.not_over(now).exclude(paused_at=None):
        yield offer.pk, str(offer)
