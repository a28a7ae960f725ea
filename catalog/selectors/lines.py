"""What cart, checkout and orders show of variants."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from catalog.combinations import ids_of, key_of
from catalog.looks import Look
from catalog.models import OptionValue, Product, ProductImage, Variant
from catalog.models.variant import sellable
from catalog.selectors.texts import text
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions, together

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
PICTURE = ("product_id", "value_id", "file", "alt", "translations")

Row = Mapping[str, Any]
Words = Mapping[int, tuple[str, str]]  # {option value: ("Colour", "Oat")}


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


def variant_for(product_id: int, value_ids: Iterable[int]) -> Variant | None:
    """The variant of a product that has exactly these option values."""
    found = _variants_of(product_id=product_id, key=key_of(value_ids))
    return next(iter(found), None)


def line_facts(variant_ids: Iterable[int]) -> dict[int, VariantFacts]:
    """`{variant_id: VariantFacts}` of those that exist.  One query."""
    return facts_from(_asked_of_lines(variant_ids=set(variant_ids)))


def look_of(key: str, words: Words, pictures: Sequence[Row]) -> Look:
    """How the variant with this key looks.  `words` are in the order in which options
    are shown, `pictures` are its product's."""
    own = ids_of(key)
    picture = next(
        (image for image in pictures if image["value_id"] in own),
        pictures[0] if pictures else None,
    )
    return Look(
        options=dict(words[pk] for pk in words if pk in own),
        image=picture["file"] if picture else "",
        alt=text(picture, "alt") if picture else "",
    )


# --- for pages that ask for more in the same statement ----------------------------------


LINES = "lines"


def line_questions(variant_ids: set[int]) -> Questions:
    """About these variants, for `facts_from`."""
    variants = Variant.objects.filter(pk__in=variant_ids).order_by()
    own = Variant.values.through.objects.filter(variant__in=variant_ids)
    values = OptionValue.objects.filter(pk__in=own.values("optionvalue"))
    pictures = ProductImage.objects.filter(product__in=variants.values("product"))
    return {
        f"{LINES}_variants": variants.order_by("pk").values(*COLUMNS),
        f"{LINES}_options": _as_words(values),
        f"{LINES}_pictures": pictures.values(*PICTURE),
    }


_asked_of_lines = together(line_questions)


def fact_questions(variants: QuerySet[Variant], name: str) -> Questions:
    """What `facts_from` wants to be answered; `name` tells them from others'."""
    return {
        f"{name}_variants": variants.order_by("pk").values(*COLUMNS),
        **look_questions(variants.order_by().values("product"), name),
    }


def look_questions(product_ids: QuerySet[Any, Any], name: str) -> Questions:
    """About all variants of these products."""
    values = OptionValue.objects.filter(option__product__in=product_ids)
    pictures = ProductImage.objects.filter(product__in=product_ids)
    return {
        f"{name}_options": _as_words(values),
        f"{name}_pictures": pictures.values(*PICTURE),
    }


def facts_from(answers: Answers, name: str = LINES) -> dict[int, VariantFacts]:
    words, pictures = _looks_from(answers, name)
    return _facts_of(answers[f"{name}_variants"], words, pictures)


def looks_from(answers: Answers, name: str) -> Callable[[int, str], Look]:
    """How a variant looks, by its product and its key."""
    words, pictures = _looks_from(answers, name)
    return lambda product_id, key: look_of(key, words, pictures.get(product_id, []))


def _looks_from(answers: Answers, name: str) -> tuple[Words, Mapping[int, list[Row]]]:
    pictures = answers[f"{name}_pictures"]
    return _words(answers[f"{name}_options"]), _by_product(pictures)


@prepared
def _variants_of(product_id: int, key: str) -> QuerySet[Variant]:
    found = Variant.objects.filter(product_id=product_id, key=key)
    return found.select_related("product")


def _as_words(values: QuerySet[OptionValue]) -> QuerySet[OptionValue, Row]:
    """In the order in which options are shown."""
    return values.order_by("option__position", "option_id").values(
        "pk", "name", "translations", "option__name", "option__translations"
    )


def _words(rows: Iterable[Row]) -> Words:
    return {
        row["pk"]: (text(row, "name", "option__"), text(row, "name")) for row in rows
    }


def _by_product(pictures: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in pictures:
        found.setdefault(row["product_id"], []).append(row)
    return found


def _facts_of(
    rows: Iterable[Row], words: Words, pictures: Mapping[int, list[Row]]
) -> dict[int, VariantFacts]:
    return {
        row["pk"]: _facts(row, look_of(row["key"], words, own))
        for row in rows
        for own in [pictures.get(row["product_id"], [])]
    }


def _facts(row: Row, look: Look) -> VariantFacts:
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
