"""Every change of a price, with its log and the 30-day rule."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.errors import WasPriceTooHigh
from catalog.models import PriceLog, Variant
from catalog.selectors.prices import price_history
from catalog.services.products import refresh_product
from catalog.was_price import Priced, highest_was


@transaction.atomic
def set_price(
    *,
    variant_id: int,
    price: Decimal,
    compare_at: Decimal | None,
    now: datetime,
    actor_id: int | None = None,
) -> None:
    """Give a variant its price and, perhaps, a struck-through one; log both.

    A compare-at price that is not above the price says nothing and is dropped.
    The product's `price_from` and the like follow.  Writing what is already there
    changes nothing.  Raises WasPriceTooHigh.
    """
    variant = Variant.objects.select_for_update(no_key=True).get(pk=variant_id)
    if compare_at is not None and compare_at <= price:
        compare_at = None
    history = price_history(variant_id, until=now)
    if history and (variant.price, variant.compare_at) == (price, compare_at):
        return
    _check(history, price, compare_at, now)
    variant.price, variant.compare_at = price, compare_at
    variant.save(update_fields=["price", "compare_at"])
    PriceLog.objects.create(
        variant=variant, price=price, compare_at=compare_at, actor_id=actor_id, at=now
    )
    refresh_product(variant.product_id)


def check_was_price(
    *, variant_id: int, price: Decimal, compare_at: Decimal | None, now: datetime
) -> None:
    """Would `set_price` take it?  For a form that wants to say so at the field.

    Raises WasPriceTooHigh.
    """
    _check(price_history(variant_id, until=now), price, compare_at, now)


def _check(
    history: list[Priced], price: Decimal, compare_at: Decimal | None, now: datetime
) -> None:
    highest = highest_was(history, price=price, now=now)
    if compare_at is not None and highest is not None and compare_at > highest:
        raise WasPriceTooHigh(lowest=highest)
