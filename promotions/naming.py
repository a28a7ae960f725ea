"""What scopes name, by the names of today."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.models import Category, Product
from promotions.scopes import Scope
from shop.kernel.translations import tr


@dataclass(frozen=True, kw_only=True)
class ScopeNames:
    """`{id: name}` in the active language."""

    categories: dict[int, str] = field(default_factory=dict)
    products: dict[int, str] = field(default_factory=dict)


def names_of(scopes: Iterable[Scope]) -> ScopeNames:
    """At most two queries; none where all scopes are everything."""
    known = list(scopes)
    shelves = {pk for one in known for pk in one.categories | one.not_categories}
    articles = {pk for one in known for pk in one.products | one.not_products}
    return ScopeNames(
        categories=_names(Category, shelves), products=_names(Product, articles)
    )


def _names(model: type[Category] | type[Product], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = model._default_manager.filter(pk__in=ids).only("name", "translations")
    return {row.pk: tr(row, "name") for row in rows}
