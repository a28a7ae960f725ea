"""One product of the demo catalogue, with what belongs to it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from catalog.demo.source import chinese, stored
from catalog.models import (
    AttributeValue,
    Option,
    OptionValue,
    Product,
    ProductImage,
)
from catalog.services import add_variant, receive_stock, set_price
from shop.kernel.identity import SHOP_NAME

FULL_PRICE_SINCE = timedelta(days=60)
REDUCED_SINCE = timedelta(days=12)
SIDE = 800

Values = dict[tuple[str, str], OptionValue]


def fill_product(
    row: dict[str, Any],
    *,
    arrived: datetime,
    now: datetime,
    values: Iterable[AttributeValue],
) -> Product:
    product = Product.objects.create(
        slug=row["slug"],
        name=row["name_en"],
        summary=row["short_en"],
        description=row["description_en"],
        brand=SHOP_NAME["en"],
        status=Product.Status.ACTIVE,
        tags=row["tags"],
        is_featured=row["featured"],
        published_at=arrived,
        sold_count=row["sold"],
        translations=chinese(
            name=row["name_zh"],
            brand=SHOP_NAME["zh-hans"],
            summary=row["short_zh"],
            description=row["description_zh"],
        ),
    )
    product.attribute_values.add(*values)
    choices = _options(row, product)
    _pictures(row, product, choices)
    for position, variant in enumerate(row["variants"]):
        _variant(variant, product, choices, position, now)
    return product


def _options(row: dict[str, Any], product: Product) -> Values:
    choices = {}
    for position, source in enumerate(row["options"]):
        option = Option.objects.create(
            product=product,
            name=source["name_en"],
            kind=source["kind"],
            position=position,
            translations=chinese(name=source["name_zh"]),
        )
        for order, value in enumerate(source["values"]):
            choices[option.name, value["value_en"]] = OptionValue.objects.create(
                option=option,
                name=value["value_en"],
                swatch=value.get("swatch", ""),
                position=order,
                translations=chinese(name=value["value_zh"]),
            )
    return choices


def _pictures(row: dict[str, Any], product: Product, choices: Values) -> None:
    by_name = {name: value for (_, name), value in choices.items()}
    ProductImage.objects.bulk_create(
        ProductImage(
            product=product,
            value=by_name.get(picture["colour"] or ""),
            file=stored(picture["file"]),
            width=SIDE,
            height=SIDE,
            alt=picture["alt_en"],
            position=position,
            translations=chinese(alt=picture["alt_zh"]),
        )
        for position, picture in enumerate(row["pictures"])
    )


def _variant(
    row: dict[str, Any], product: Product, choices: Values, position: int, now: datetime
) -> None:
    """A reduced variant first stood at its full price, and its price log says so."""
    price = Decimal(row["price"])
    was = Decimal(row["compare_at"]) if row["compare_at"] else None
    variant = add_variant(
        product_id=product.pk,
        value_ids=[choices[pair].pk for pair in row["options"].items()],
        price=was or price,
        now=now - FULL_PRICE_SINCE,
        sku=row["sku"],
        weight_g=row["weight_g"],
        position=position,
    )
    if was:
        set_price(
            variant_id=variant.pk,
            price=price,
            compare_at=was,
            now=now - REDUCED_SINCE,
        )
    receive_stock(variant_id=variant.pk, quantity=row["stock"], now=now)
