"""What a product's own row repeats, so that no list has to count or compare."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import F, QuerySet

from catalog.models import (
    AttributeValue,
    Category,
    Option,
    OptionValue,
    Product,
    Variant,
)
from catalog.search import text_of
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import Update, prepared_update
from shop.kernel.translations import Translated

REPEATED = (
    "price_from",
    "price_to",
    "charged_from",
    "charged_to",
    "was_from",
    "search_text",
)


@transaction.atomic
def refresh_product(product_id: int) -> None:
    """Rewrite a product's price range and search text from what belongs to it.

    Call it after any change of its texts, categories, attributes, options or
    variants.  A product with no offered variant has no price.  Where its usual prices
    have changed, lists take it to cost those until `follow_prices` says otherwise.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    variants = _variants(product_id)
    offered = sorted(
        (variant for variant in variants if variant.is_active),
        key=lambda variant: (variant.price, variant.compare_at is None),
    )
    usual = product.price_from, product.price_to
    product.price_from = offered[0].price if offered else None
    product.price_to = offered[-1].price if offered else None
    if usual != (product.price_from, product.price_to):
        product.charged_from, product.charged_to = product.price_from, product.price_to
    product.was_from = offered[0].compare_at if offered else None
    product.search_text = text_of(_searchable(product, variants))
    product.save(update_fields=REPEATED)


@transaction.atomic(savepoint=False)
def count_sold(quantities: Mapping[int, int]) -> None:
    """Add `{variant_id: quantity}` to the sold counters; negative takes back.

    Nothing touches no row: who only counts none waits for nobody.
    """
    owners = dict(_owners(variant_ids=list(quantities)))
    sums: dict[int, int] = {}
    for variant_id, quantity in quantities.items():
        if product_id := owners.get(variant_id):
            sums[product_id] = sums.get(product_id, 0) + quantity
    for product_id, quantity in sorted(sums.items()):
        if quantity > 0:
            _add(product_id=product_id, pieces=quantity)
        elif quantity < 0:
            _take_back(product_id=product_id, pieces=-quantity)


@prepared_update
def _add(product_id: int, pieces: int) -> Update:
    product = Product.objects.filter(pk=product_id)
    return product, {"sold_count": F("sold_count") + pieces}


@prepared_update
def _take_back(product_id: int, pieces: int) -> Update:
    enough = Product.objects.filter(pk=product_id, sold_count__gte=pieces)
    return enough, {"sold_count": F("sold_count") - pieces}


@prepared
def _owners(variant_ids: list[int]) -> QuerySet[Variant, tuple[int, int]]:
    variants = Variant.objects.filter(pk__in=variant_ids)
    return variants.order_by().values_list("pk", "product_id")


def _searchable(product: Product, variants: Iterable[Variant]) -> Iterator[str]:
    """Everything a shopper may type to find the product, in all languages."""
    yield from _texts([product], "name", "summary", "description", "brand")
    yield from product.tags
    yield from (variant.sku for variant in variants)
    yield from _texts(_shelves(product.pk), "name")
    yield from _texts(_attribute_values(product.pk), "value")
    yield from _texts(_options(product.pk), "name")
    yield from _texts(_option_values(product.pk), "name")


@prepared
def _variants(product_id: int) -> QuerySet[Variant]:
    return Variant.objects.filter(product_id=product_id)


def _shelves(product_id: int) -> Iterable[Category]:
    """The product's categories and everything above them."""
    paths = [category.path for category in _categories(product_id)]
    ids = {int(part) for path in paths for part in path.split("/") if part}
    return _categories_of(ids=ids)


@prepared
def _categories(product_id: int) -> QuerySet[Category]:
    return Category.objects.filter(products=product_id)


@prepared
def _categories_of(ids: set[int]) -> QuerySet[Category]:
    return Category.objects.filter(pk__in=ids)


@prepared
def _attribute_values(product_id: int) -> QuerySet[AttributeValue]:
    return AttributeValue.objects.filter(products=product_id)


@prepared
def _options(product_id: int) -> QuerySet[Option]:
    return Option.objects.filter(product_id=product_id)


@prepared
def _option_values(product_id: int) -> QuerySet[OptionValue]:
    return OptionValue.objects.filter(option__product_id=product_id)


def _texts(rows: Iterable[Translated], *fields: str) -> Iterator[str]:
    for row in rows:
        for field in fields:
            yield getattr(row, field)
            yield from (texts.get(field, "") for texts in row.translations.values())
