"""What cart, checkout and orders show of variants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from catalog.combinations import ids_of, key_of
from catalog.models import OptionValue, Product, ProductImage, Variant
from catalog.models.variant import sellable
from catalog.selectors.texts import text
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared

COLUMNS = (
    "pk",
    "sku",
    "key",
    "price",
    "compare_at",
    "on_hand",
    "reserved",
    "is_active",
    "weight_g",
    "product_id",
    "product__slug",
    "product__name",
    "product__translations",
    "product__status",
)

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class VariantFacts:
    """A variant in the active language; `options` are `{"Colour": "Oat"}`."""

    variant_id: int
    product_id: int
    product_url: str
    name: str
    options: dict[str, str]
    image: str
    alt: str
    sku: str
    price: Decimal
    compare_at: Decimal | None
    sellable: int
    is_offered: bool
    weight_g: int


@dataclass(frozen=True, kw_only=True)
class Look:
    """What tells a variant from others of its product: `{"Colour": "Oat"}`, a picture."""

    options: dict[str, str]
    image: str
    alt: str


def variant_for(product_id: int, value_ids: Iterable[int]) -> Variant | None:
    """The variant of a product that has exactly these option values."""
    found = _variants_of(product_id=product_id, key=key_of(value_ids))
    return next(iter(found), None)


def line_facts(variant_ids: Iterable[int]) -> dict[int, VariantFacts]:
    """`{variant_id: VariantFacts}` of those that exist.  Three queries."""
    rows = _variant_rows(variant_ids=set(variant_ids))
    options = _options(pk for row in rows for pk in ids_of(row["key"]))
    pictures = _pictures(row["product_id"] for row in rows)
    return {
        row["pk"]: _facts(row, options, pictures.get(row["product_id"], []))
        for row in rows
    }


def looks_of(variants: Mapping[int, tuple[int, str]]) -> dict[int, Look]:
    """`{variant id: (product id, key)}` in the active language.  Two queries."""
    options = _options(pk for _product, key in variants.values() for pk in ids_of(key))
    pictures = _pictures(product_id for product_id, _key in variants.values())
    return {
        pk: _look(key, options, pictures.get(product_id, []))
        for pk, (product_id, key) in variants.items()
    }


def _options(value_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """`{value_id: ("Colour", "Oat")}`, in the order in which options are shown."""
    rows = _option_rows(value_ids=set(value_ids))
    return {
        row["pk"]: (text(row, "name", "option__"), text(row, "name")) for row in rows
    }


def _pictures(product_ids: Iterable[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in _picture_rows(product_ids=set(product_ids)):
        found.setdefault(row["product_id"], []).append(row)
    return found


@prepared
def _variants_of(product_id: int, key: str) -> QuerySet[Variant]:
    found = Variant.objects.filter(product_id=product_id, key=key)
    return found.select_related("product")


@prepared
def _variant_rows(variant_ids: set[int]) -> QuerySet[Variant, Row]:
    wanted = Variant.objects.filter(pk__in=variant_ids)
    return wanted.order_by("pk").values(*COLUMNS)


@prepared
def _option_rows(value_ids: set[int]) -> QuerySet[OptionValue, Row]:
    wanted = OptionValue.objects.filter(pk__in=value_ids)
    return wanted.order_by("option__position", "option_id").values(
        "pk", "name", "translations", "option__name", "option__translations"
    )


@prepared
def _picture_rows(product_ids: set[int]) -> QuerySet[ProductImage, Row]:
    wanted = ProductImage.objects.filter(product_id__in=product_ids)
    return wanted.values("product_id", "value_id", "file", "alt", "translations")


def _facts(
    row: Row, options: dict[int, tuple[str, str]], pictures: list[Row]
) -> VariantFacts:
    look = _look(row["key"], options, pictures)
    return VariantFacts(
        variant_id=row["pk"],
        product_id=row["product_id"],
        product_url=address("catalog:product", row["product__slug"]),
        name=text(row, "name", "product__"),
        options=look.options,
        image=look.image,
        alt=look.alt,
        sku=row["sku"],
        price=row["price"],
        compare_at=row["compare_at"],
        sellable=sellable(row["on_hand"], row["reserved"], is_active=row["is_active"]),
        is_offered=row["is_active"] and row["product__status"] == Product.Status.ACTIVE,
        weight_g=row["weight_g"],
    )


def _look(
    key: str, options: dict[int, tuple[str, str]], pictures: Sequence[Row]
) -> Look:
    own = ids_of(key)
    picture = next(
        (image for image in pictures if image["value_id"] in own),
        pictures[0] if pictures else None,
    )
    return Look(
        options=dict(words for pk, words in options.items() if pk in own),
        image=picture["file"] if picture else "",
        alt=text(picture, "alt") if picture else "",
    )
