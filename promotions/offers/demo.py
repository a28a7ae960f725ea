"""What runs in the demo shop by itself: tiers, three for two, a lamp on sale."""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from catalog.models import Category, Variant
from promotions.models import Offer, OfferTier, ScheduledPrice
from promotions.offers.rule import Kind
from promotions.sales.services import schedule_price

BEGAN = timedelta(days=2)
WEEK = timedelta(days=7)
GLASSES, LAMP = "glass-drinkware", "heron-desk-lamp"


def fill_offers(now: datetime) -> None:
    """Do nothing where there are offers already."""
    if Offer.objects.exists() or ScheduledPrice.objects.exists():
        return
    _tiers(now)
    _three_for_two(now)
    _sale(now)


def _tiers(now: datetime) -> None:
    offer = Offer.objects.create(
        name="Winter at home",
        translations={"zh-hans": {"name": "冬日居家满减"}},
        kind=Kind.TIERS,
        starts_at=now - BEGAN,
        ends_at=now + 3 * WEEK,
    )
    for spend, save in ((299, 30), (599, 80), (999, 160)):
        OfferTier.objects.create(offer=offer, spend=spend, save_amount=save)


def _three_for_two(now: datetime) -> None:
    shelf = Category.objects.filter(slug=GLASSES).first()
    if shelf is not None:
        Offer.objects.create(
            name="Three glasses for two",
            translations={"zh-hans": {"name": "杯壶三件两件价"}},
            kind=Kind.CHEAPER,
            pieces=2,
            cheaper_pieces=1,
            percent=100,
            scope={"categories": [shelf.pk]},
            starts_at=now - BEGAN,
            ends_at=now + 2 * WEEK,
        )


def _sale(now: datetime) -> None:
    """A fifth off, in whole units of any currency."""
    for variant in Variant.objects.filter(product__slug=LAMP).order_by("pk"):
        price = (variant.price * 4 / 5).quantize(Decimal(1), ROUND_DOWN)
        if price > 0:
            schedule_price(
                variant_id=variant.pk,
                price=price,
                starts_at=now,
                ends_at=now + WEEK,
                now=now,
            )
