"""On which shelves products stand, those above included."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from catalog.models import Category, Variant
from catalog.models.category import ids_on
from promotions.scopes import Scope
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions


def shelves_of(
    product_ids: Iterable[int], *, scopes: Iterable[Scope]
) -> dict[int, frozenset[int]]:
    """`{product_id: category ids}`.  One query; none where no scope asks for it."""
    if not any(scope.needs_shelves for scope in scopes):
        return {}
    return _together(_paths(product_ids=set(product_ids)))


def shelf_questions(variant_ids: set[int]) -> Questions:
    """About the products of these variants, for `shelves_from`."""
    products = Variant.objects.filter(pk__in=variant_ids).order_by().values("product")
    stands = Category.products.through.objects.filter(product__in=products)
    return {"shelves": stands.values_list("product_id", "category__path")}


def shelves_from(asked: Answers) -> dict[int, frozenset[int]]:
    return _together(asked["shelves"])


def _together(paths: Iterable[tuple[int, str]]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for product_id, path in paths:
        found[product_id] = found.get(product_id, frozenset()) | ids_on([path])
    return found


@prepared
def _paths(product_ids: set[int]) -> QuerySet[Any, tuple[int, str]]:
    stands = Category.products.through.objects.filter(product_id__in=product_ids)
    return stands.values_list("product_id", "category__path")
