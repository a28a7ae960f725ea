"""Fills an empty shop with the demo catalogue: 36 products, 98 variants."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from catalog.demo.products import fill_product
from catalog.demo.source import catalogue, chinese, stored
from catalog.models import Attribute, AttributeValue, Category, Product
from catalog.services import refresh_product


@dataclass(frozen=True)
class Shelves:
    """What products refer to, by English name (categories by slug)."""

    categories: dict[str, Category]
    attributes: dict[str, Attribute]
    values: dict[tuple[str, str], AttributeValue]


@transaction.atomic
def fill_catalog(now: datetime) -> None:
    """Do nothing if there are products already.  Prices and stock go through their
    ledgers, so the demo shop obeys the laws like any other."""
    if Product.objects.exists():
        return
    source = catalogue()
    shelves = Shelves(_categories(source), _attributes(), {})
    _filter_values(source, shelves)
    for row in source["products"]:
        values = [*_filters_of(row, shelves), *_descriptions_of(row, shelves)]
        arrived = now - timedelta(days=row["arrived_days_ago"])
        product = fill_product(row, arrived=arrived, now=now, values=values)
        product.categories.add(shelves.categories[row["category"]])
        refresh_product(product.pk)


def _categories(source: dict[str, Any]) -> dict[str, Category]:
    rows = {}
    for position, row in enumerate(source["categories"]):
        rows[row["slug"]] = Category.objects.create(
            slug=row["slug"],
            name=row["name_en"],
            description=row["description_en"],
            image=stored(row["image"]),
            position=position,
            translations=chinese(
                name=row["name_zh"], description=row["description_zh"]
            ),
        )
    return rows


def _attributes() -> dict[str, Attribute]:
    rows = {}
    for position, (slug, name, name_zh, is_filter) in enumerate(
        (
            ("material", "Material", "材质", True),
            ("room", "Room", "空间", True),
            ("made-of", "Made of", "用料", False),
            ("dimensions", "Dimensions", "尺寸", False),
            ("care", "Care", "保养", False),
        )
    ):
        rows[slug] = Attribute.objects.create(
            slug=slug,
            name=name,
            is_filter=is_filter,
            position=position,
            translations=chinese(name=name_zh),
        )
    return rows


def _filter_values(source: dict[str, Any], shelves: Shelves) -> None:
    for slug, words in (("material", source["materials"]), ("room", source["rooms"])):
        for english, zh in words.items():
            _value(shelves, slug, english, zh)


def _filters_of(row: dict[str, Any], shelves: Shelves) -> list[AttributeValue]:
    materials = [shelves.values["material", name] for name in row["materials"]]
    return materials + [shelves.values["room", name] for name in row["rooms"]]


def _descriptions_of(row: dict[str, Any], shelves: Shelves) -> list[AttributeValue]:
    sizes = " × ".join(f"{size / 10:g}" for size in row["dimensions_mm"])
    return [
        _value(shelves, "made-of", row["material_en"], row["material_zh"]),
        _value(shelves, "dimensions", f"{sizes} cm", f"{sizes} 厘米"),
        _value(shelves, "care", row["care_en"], row["care_zh"]),
    ]


def _value(shelves: Shelves, attribute: str, english: str, zh: str) -> AttributeValue:
    """The value of that name, made when it is new."""
    key = (attribute, english)
    if key not in shelves.values:
        shelves.values[key] = AttributeValue.objects.create(
            attribute=shelves.attributes[attribute],
            slug=slugify(english)[:100],
            value=english,
            translations=chinese(value=zh),
        )
    return shelves.values[key]
