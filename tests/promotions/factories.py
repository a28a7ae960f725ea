"""Campaigns to test with."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Variant
from promotions.models import Offer, OfferTier, ScheduledPrice
from promotions.offers.rule import Kind
from promotions.sales.services import schedule_price
from tests.conftest import NOON

DAY = timedelta(days=1)


def make_offer(
    kind: Kind = Kind.PERCENT, *tiers: tuple[int, int], **columns: Any
) -> Offer:
    """One that runs since yesterday, 10 percent off everything unless said otherwise;
    `tiers` are (spend, save)."""
    facts: dict[str, Any] = {"name": kind.label.title(), "starts_at": NOON - DAY}
    facts |= {"percent": 10} if kind == Kind.PERCENT else {}
    offer = Offer.objects.create(kind=kind, **facts | columns)
    for spend, save in tiers:
        OfferTier.objects.create(offer=offer, spend=spend, save_amount=save)
    return offer


def make_sale(
    variant: Variant,
    price: str = "15.00",
    *,
    starts_at: datetime = NOON,
    ends_at: datetime = NOON + DAY,
    now: datetime = NOON,
) -> ScheduledPrice:
    return schedule_price(
        variant_id=variant.pk,
        price=Decimal(price),
        starts_at=starts_at,
        ends_at=ends_at,
        now=now,
    )
