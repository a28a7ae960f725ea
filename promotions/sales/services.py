"""Sale prices are planned, ended, and opened when their time has come."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from catalog.models import Variant
from catalog.selectors.prices import price_history
from catalog.was_price import highest_was
from promotions.copying import times_of_copy
from promotions.sales.errors import (
    SaleEndsTooSoon,
    SaleForNothing,
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
    SaleNotLower, SaleForNothing, SalesOverlap, SaleInThePast, SaleEndsTooSoon.
    """
    variant = Variant.objects.select_for_update(no_key=True).get(pk=variant_id)
    sale = ScheduledPrice(variant=variant, actor_id=actor_id)
    plan: dict[str, Any] = {"price": price, "starts_at": starts_at, "ends_at": ends_at}
    check_sale(sale=sale, variant=variant, now=now, **plan)
    sale.price, sale.ends_at = price, ends_at
    sale.starts_at = max(starts_at, now)
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
    plan: dict[str, Any] = {"price": price, "starts_at": starts_at, "ends_at": ends_at}
    check_sale(sale=sale, variant=variant, now=now, **plan)
    if sale.starts_at > now:
        sale.price, sale.starts_at = price, max(starts_at, now)
    sale.ends_at = ends_at
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


@transaction.atomic
def copy_sale(*, sale_id: int, actor_id: int | None, now: datetime) -> ScheduledPrice:
    """The same for as long, in a week after it.  Raises SaleRefused."""
    sale = ScheduledPrice.objects.get(pk=sale_id)
    return schedule_price(
        variant_id=sale.variant_id,
        price=sale.price,
        **times_of_copy(sale, now=now),
        actor_id=actor_id,
        now=now,
    )


def check_sale(
    *,
    sale: ScheduledPrice,
    variant: Variant,
    price: Decimal,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> None:
    """Would it be taken?  Also for a form that wants to say so at the field; `sale` is
    the one that is changed, as it was read, or a new one.  Raises SaleRefused."""
    begun = ScheduledPrice.objects.filter(pk=sale.pk, starts_at__lte=now).first()
    if begun is None:
        _check_start(variant, price, starts_at, now)
    elif (price, starts_at) != (begun.price, begun.starts_at) or begun.ends_at <= now:
        raise SaleHasBegun
    if ends_at <= max(starts_at, now):
        raise SaleEndsTooSoon
    others = ScheduledPrice.objects.filter(variant=variant).exclude(pk=sale.pk)
    first = starts_at if begun else max(starts_at, now)
    if others.meeting(first, ends_at).exists():
        raise SalesOverlap


def _check_start(
    variant: Variant, price: Decimal, starts_at: datetime, now: datetime
) -> None:
    if starts_at < now - PATIENCE:
        raise SaleInThePast
    if price <= 0:
        raise SaleForNothing
    if price >= variant.price:
        raise SaleNotLower(usual=variant.price)
