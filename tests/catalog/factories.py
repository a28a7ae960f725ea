"""Articles to test with, made the way the shop makes them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models import Product, Variant
from catalog.services import add_variant, receive_stock
from tests.conftest import NOON

_numbers = count(1)


def make_product(**overrides: Any) -> Product:
    """An active product with no variant yet."""
    number = next(_numbers)
    columns = {
        "slug": f"teapot-{number}",
        "name": f"Teapot {number}",
        "status": Product.Status.ACTIVE,
        "published_at": NOON,
    }
    return Product.objects.create(**columns | overrides)


def make_variant(
    *,
    on_hand: int = 10,
    price: str = "20.00",
    product: Product | None = None,
    value_ids: Sequence[int] = (),
    now: datetime = NOON,
    **columns: Any,
) -> Variant:
    """A variant in stock, of a product of its own unless one is named."""
    compare_at = columns.pop("compare_at", None)
    variant = add_variant(
        product_id=(product or make_product()).pk,
        value_ids=value_ids,
        price=Decimal(price),
        compare_at=Decimal(compare_at) if compare_at else None,
        now=now,
        **{"sku": f"SKU-{next(_numbers)}"} | columns,
    )
    receive_stock(variant_id=variant.pk, quantity=on_hand, now=now)
    variant.refresh_from_db()
    return variant
