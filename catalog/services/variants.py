"""How a variant comes into being: one combination of its product's option values."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from catalog.combinations import key_of
from catalog.models import Variant
from catalog.services.prices import set_price


@transaction.atomic
def add_variant(
    *,
    product_id: int,
    value_ids: Sequence[int],
    price: Decimal,
    now: datetime,
    compare_at: Decimal | None = None,
    actor_id: int | None = None,
    **columns: Any,
) -> Variant:
    """Offer one more combination, at its first price, with nothing in stock yet.

    `columns` are `sku` and whatever else a variant has (barcode, cost, weight_g…).
    Raises IntegrityError where the SKU or the combination exists.
    """
    variant = Variant.objects.create(
        product_id=product_id, key=key_of(value_ids), price=price, **columns
    )
    variant.values.add(*value_ids)
    set_price(
        variant_id=variant.pk,
        price=price,
        compare_at=compare_at,
        now=now,
        actor_id=actor_id,
    )
    variant.refresh_from_db()
    return variant
