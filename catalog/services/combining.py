"""The combinations of a product: which there are, and what each is called."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.combinations import key_of
from catalog.errors import CombinationTaken, NoOptions, PriceMissing
from catalog.models import OptionValue, Product, Variant
from catalog.services.variants import add_variant

MOST_VARIANTS = 200
LONGEST_SKU = 64


@transaction.atomic
def recombine(*, product_id: int, values: Mapping[int, Sequence[int]]) -> None:
    """Give variants other option values, `{variant_id: value_ids}`.

    Two may swap theirs: all keys are freed first.  Raises CombinationTaken.
    """
    siblings = Variant.objects.filter(product_id=product_id)
    # Variants before their product, as everywhere: a refund takes both, too.
    locked = list(siblings.select_for_update().order_by("pk"))
    Product.objects.select_for_update().get(pk=product_id)
    variants = [variant for variant in locked if variant.pk in values]
    keys = {variant.pk: key_of(values[variant.pk]) for variant in variants}
    taken = set(siblings.exclude(pk__in=keys).values_list("key", flat=True))
    if len(set(keys.values())) < len(keys) or taken & set(keys.values()):
        raise CombinationTaken
    for variant in variants:
        Variant.objects.filter(pk=variant.pk).update(key=f"~{variant.pk}")
    for variant in variants:
        Variant.objects.filter(pk=variant.pk).update(key=keys[variant.pk])
        variant.values.set(values[variant.pk])


@transaction.atomic
def add_missing_variants(
    *, product_id: int, price: Decimal | None, now: datetime, actor_id: int | None
) -> list[Variant]:
    """Make every combination that does not exist yet, not offered, with no stock.

    The price is the one said, else the lowest of the product.  Safe to repeat; of
    very many combinations it makes the first hundreds.
    Raises NoOptions, PriceMissing.
    """
    product = Product.objects.select_for_update().get(pk=product_id)
    existing = list(product.variants.all())
    missing = _missing(product, {variant.key for variant in existing})
    price = price if price is not None else _lowest_price(existing)
    skus = _skus_like(product)
    made: list[Variant] = []
    for values in itertools.islice(missing, MOST_VARIANTS):
        sku = _free_sku(product, values, skus)
        skus.add(sku)
        variant = add_variant(
            product_id=product_id,
            value_ids=[value.pk for value in values],
            price=price,
            now=now,
            actor_id=actor_id,
            sku=sku,
            is_active=False,
            position=len(existing) + len(made),
        )
        made.append(variant)
    return made


def _missing(product: Product, known: set[str]) -> Iterator[tuple[OptionValue, ...]]:
    axes = _axes(product)
    if not axes:
        raise NoOptions
    return (
        values
        for values in itertools.product(*axes)
        if key_of(value.pk for value in values) not in known
    )


def _skus_like(product: Product) -> set[str]:
    """All that might be in the way of a new one."""
    found = Variant.objects.filter(
        sku__startswith=_stem(product.slug)[: LONGEST_SKU - 8]
    )
    return set(found.values_list("sku", flat=True))


def _axes(product: Product) -> list[list[OptionValue]]:
    options = product.options.prefetch_related("values")
    return [axis for option in options if (axis := list(option.values.all()))]


def _lowest_price(existing: Sequence[Variant]) -> Decimal:
    if not existing:
        raise PriceMissing
    return min(variant.price for variant in existing)


def _free_sku(product: Product, values: Sequence[OptionValue], taken: set[str]) -> str:
    """`PEBBLE-MUG-OAT-S`, with a number behind it where that is taken."""
    stem = _stem(product.slug, *(value.name for value in values))
    names = itertools.chain(
        [stem[:LONGEST_SKU]],
        (f"{stem[: LONGEST_SKU - 5]}-{number}" for number in itertools.count(2)),
    )
    return next(name for name in names if name not in taken)


def _stem(*words: str) -> str:
    return "-".join("-".join(word.split()) for word in words).upper()
