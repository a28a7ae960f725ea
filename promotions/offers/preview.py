"""An offer as the price lab tries it."""

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
    )
