"""Articles to test with, made the way the shop makes them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    Option,
    OptionValue,
    Product,
    ProductImage,
    Variant,
)
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


def make_category(**overrides: Any) -> Category:
    number = next(_numbers)
    return Category.objects.create(
        **{"slug": f"shelf-{number}", "name": f"Shelf {number}"} | overrides
    )


def make_option(product: Product, option: str, *names: str) -> list[OptionValue]:
    """The values of a new option of a product."""
    row = Option.objects.create(
        product=product, name=option, position=product.options.count()
    )
    return [
        OptionValue.objects.create(option=row, name=name, position=position)
        for position, name in enumerate(names)
    ]


def make_filter(name: str, *values: str) -> list[AttributeValue]:
    """The values of a new attribute that is a filter."""
    attribute = Attribute.objects.create(
        slug=name.lower(), name=name, is_filter=True, position=Attribute.objects.count()
    )
    return [
        AttributeValue.objects.create(
            attribute=attribute, slug=value.lower(), value=value
        )
        for value in values
    ]


def make_shelf_of(
    count: int, *values: AttributeValue, category: Category | None = None
) -> Category:
    """A category with so many products on it, all alike."""
    category = category or make_category()
    for _ in range(count):
        variant = make_variant()
        variant.product.categories.add(category)
        variant.product.attribute_values.add(*values)
        ProductImage.objects.create(
            product=variant.product, file="none.webp", width=8, height=8
        )
    return category


def make_values(product: Product, *names: str, option: str = "Colour") -> list[int]:
    """The ids of an option's values, to make variants with."""
    made = Option.objects.create(product=product, name=option)
    return [OptionValue.objects.create(option=made, name=name).pk for name in names]
