"""Offers and sale prices: what was given has a giver, and one price holds at a time."""

from datetime import datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from orders.models import OrderDiscount, OrderLine
from promotions.models import Offer, ScheduledPrice
from shop.laws.law import law


@law("A reduction that names an offer names one that exists.")
def reductions_name_their_offer(now: datetime) -> QuerySet[OrderDiscount]:
    number = Cast("pk", CharField(max_length=20))
    sources = Offer.objects.annotate(source=Concat(Value("offer:"), number))
    known = Exists(sources.filter(source=OuterRef("source")))
    return OrderDiscount.objects.filter(~known, source__startswith="offer:")


@law("A gift costs nothing and says who gives it.")
def gifts_cost_nothing(now: datetime) -> QuerySet[OrderLine]:
    gifts = OrderLine.objects.filter(is_gift=True)
    return gifts.filter(~Q(total=0) | Q(price_name=""))


@law("No two sale prices of an article meet.")
def sale_prices_do_not_meet(now: datetime) -> QuerySet[ScheduledPrice]:
    others = ScheduledPrice.objects.filter(variant=OuterRef("variant")).exclude(
        pk=OuterRef("pk")
    )
    meeting = others.filter(
        starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    return ScheduledPrice.objects.filter(Exists(meeting), ends_at__gt=F("starts_at"))
