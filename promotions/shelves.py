"""On which shelves products stand, those above included."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from catalog.models import Category
from catalog.models.category import ids_on
from promotions.scopes import Scope
from shop.kernel.prepared import prepared


def shelves_of(
    product_ids: Iterable[int], *, scopes: Iterable[Scope]
) -> dict[int, frozenset[int]]:
    """`{product_id: category ids}`.  One query; none where no scope asks for it."""
    if not any(scope.needs_shelves for scope in scopes):
        return {}
    found: dict[int, frozenset[int]] = {}
    for product_id, path in _paths(product_ids=set(product_ids)):
        found[product_id] = found.get(product_id, frozenset()) | ids_on([path])
    return found


@prepared
def _paths(product_ids: set[int]) -> QuerySet[Any, tuple[int, str]]:
    stands = Category.products.through.objects.filter(product_id__in=product_ids)
    return stands.values_list("product_id", "category__path")
