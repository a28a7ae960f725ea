"""What cart, checkout and orders show of variants."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from catalog.combinations import key_of
from catalog.models import OptionValue, Product, ProductImage, Variant
from shop.kernel.translations import tr


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
    found = Variant.objects.filter(product_id=product_id, key=key_of(value_ids))
    return found.select_related("product").first()


def line_facts(variant_ids: Iterable[int]) -> dict[int, VariantFacts]:
    """`{variant_id: VariantFacts}` of those that exist.  Three queries."""
    variants = list(
        Variant.objects.filter(pk__in=set(variant_ids))
        .select_related("product")
        .order_by("pk")
    )
    values = _values(variants)
    pictures = _pictures(variant.product_id for variant in variants)
    return {
        variant.pk: _facts(
            variant, values.get(variant.pk, []), pictures.get(variant.product_id, [])
        )
        for variant in variants
    }


def _values(variants: list[Variant]) -> dict[int, list[OptionValue]]:
    through = Variant.values.through.objects.filter(
        variant__in=[variant.pk for variant in variants]
    )
    rows = through.select_related("optionvalue__option").order_by(
        "optionvalue__option__position", "optionvalue__option_id"
    )
    found: dict[int, list[OptionValue]] = {}
    for row in rows:
        found.setdefault(row.variant_id, []).append(row.optionvalue)
    return found


def _pictures(product_ids: Iterable[int]) -> dict[int, list[ProductImage]]:
    found: dict[int, list[ProductImage]] = {}
    for row in ProductImage.objects.filter(product_id__in=set(product_ids)):
        found.setdefault(row.product_id, []).append(row)
    return found


def _facts(
    variant: Variant, values: list[OptionValue], pictures: list[ProductImage]
) -> VariantFacts:
    product = variant.product
    own = {value.pk for value in values}
    picture = next(
        (image for image in pictures if image.value_id in own),
        pictures[0] if pictures else None,
    )
    return VariantFacts(
        variant_id=variant.pk,
        product_id=product.pk,
        product_url=reverse("catalog:product", args=[product.slug]),
        name=tr(product, "name"),
        options={tr(value.option, "name"): tr(value, "name") for value in values},
        image=(picture.file.name or "") if picture else "",
        alt=tr(picture, "alt") if picture else "",
        sku=variant.sku,
        price=variant.price,
        compare_at=variant.compare_at,
        sellable=variant.sellable,
        is_offered=variant.is_active and product.status == Product.Status.ACTIVE,
        weight_g=variant.weight_g,
    )
