"""Sale prices are planned, ended, and opened when their time has come."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from catalog.models import Variant
from catalog.selectors.prices import price_history
from catalog.was_price import highest_was
from promotions.sales.errors import (
    SaleEndsTooSoon,
    SaleHasBegun,
    SaleInThePast,
    SaleNotLower,
    SalesOverlap,
)
from promotions.sales.models import ScheduledPrice

PATIENCE = timedelta(minutes=10)  # a form is filled in for a while


@transaction.atomic
def schedule_price(
    *,
    variant_id: int,
    price: Decimal,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    actor_id: int | None = None,
) -> ScheduledPrice:
    """Plan a sale price; one that began a moment ago begins now.

    The variant's row is held, so that no two sales of it can meet.  Raises
    SaleNotLower, SalesOverlap, SaleInThePast, SaleEndsTooSoon.
    """
    variant = Variant.objects.select_for_update(no_key=True).get(pk=variant_id)
    if starts_at < now - PATIENCE:
        raise SaleInThePast
    sale = ScheduledPrice(
        variant=variant,
        price=price,
        starts_at=max(starts_at, now),
        ends_at=ends_at,
        actor_id=actor_id,
    )
    _check(sale, variant=variant, now=now)
    sale.save()
    open_if_due(sale, now=now)
    return sale


@transaction.atomic
def change_scheduled_price(
    *,
    sale_id: int,
    price: Decimal,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> ScheduledPrice:
    """Plan it otherwise.  Of one that has begun only the end may change.

    Raises what `schedule_price` raises, and SaleHasBegun.
    """
    sale, variant = _held(sale_id)
    if sale.starts_at <= now:
        if (price, starts_at) != (sale.price, sale.starts_at) or sale.ends_at <= now:
            raise SaleHasBegun
    elif starts_at < now - PATIENCE:
        raise SaleInThePast
    else:
        sale.price, sale.starts_at = price, max(starts_at, now)
    sale.ends_at = ends_at
    _check(sale, variant=variant, now=now)
    sale.save(update_fields=["price", "starts_at", "ends_at"])
    open_if_due(sale, now=now)
    return sale


@transaction.atomic
def end_sale(*, sale_id: int, now: datetime) -> None:
    """Stop charging it at once; one that has not begun is given up.

    Nothing for one that is over.
    """
    sale, _variant = _held(sale_id)
    if sale.starts_at >= now:
        sale.delete()
    elif sale.ends_at > now:
        sale.ends_at = now
        sale.save(update_fields=["ends_at"])


@transaction.atomic
def open_sale(*, sale_id: int, now: datetime) -> bool:
    """Write down what may be struck through; False if that was done already."""
    sale, _variant = _held(sale_id)
    return open_if_due(sale, now=now)


def open_if_due(sale: ScheduledPrice, *, now: datetime) -> bool:
    """By the prices that were charged until it began.  The caller holds the variant."""
    if sale.opened_at is not None or sale.starts_at > now:
        return False
    history = price_history(sale.variant_id, until=sale.starts_at)
    was = highest_was(history, price=sale.price, now=sale.starts_at)
    sale.was = was if was is not None and was > sale.price else None
    sale.opened_at = now
    sale.save(update_fields=["was", "opened_at"])
    return True


def _held(sale_id: int) -> tuple[ScheduledPrice, Variant]:
    """The sale as it is now, with its variant's row held."""
    variants = Variant.objects.select_for_update(no_key=True)
    variant = variants.get(scheduled_prices=sale_id)
    return ScheduledPrice.objects.get(pk=sale_id), variant


def _check(sale: ScheduledPrice, *, variant: Variant, now: datetime) -> None:
    if sale.ends_at <= max(sale.starts_at, now):
        raise SaleEndsTooSoon
    if sale.starts_at >= now and sale.price >= variant.price:
        raise SaleNotLower(usual=variant.price)
    others = ScheduledPrice.objects.filter(variant=variant).exclude(pk=sale.pk)
    if others.meeting(sale.starts_at, sale.ends_at).exists():
        raise SalesOverlap
