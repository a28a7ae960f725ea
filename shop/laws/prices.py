"""Prices: every one is in the log, and what a product repeats is true (domain §2)."""

from datetime import datetime

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.models import PriceLog, Product, Variant
from shop.kernel.fields import AmountField
from shop.laws.law import law


@law("A variant's price is the last one in its price log.")
def price_is_the_last_logged(now: datetime) -> QuerySet[Variant]:
    latest = PriceLog.objects.filter(variant=OuterRef("pk")).order_by("-at", "-pk")
    variants = Variant.objects.alias(
        logged=Subquery(latest.values("price")[:1]),
        logged_was=_or_none(Subquery(latest.values("compare_at")[:1])),
        was=_or_none(F("compare_at")),
    )
    return variants.filter(
        Q(logged=None) | ~Q(price=F("logged")) | ~Q(was=F("logged_was"))
    )


@law("A product's lowest price is that of its cheapest offered variant.")
def lowest_price_is_right(now: datetime) -> QuerySet[Product]:
    offered = Variant.objects.filter(product=OuterRef("pk"), is_active=True)
    lowest = offered.order_by().values("product").annotate(low=Min("price"))
    products = Product.objects.alias(
        lowest=_or_none(Subquery(lowest.values("low"))), shown=_or_none(F("price_from"))
    )
    return products.exclude(shown=F("lowest"))


def _or_none(amount: Subquery | F) -> Coalesce:
    """An amount that can be compared although it may be missing."""
    return Coalesce(amount, -1, output_field=AmountField())
