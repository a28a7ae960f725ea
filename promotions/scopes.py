"""Which goods a campaign is about.  Pure; stored as one JSON column of ids.

Nothing named means everything.  A category means everything below it too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Shelves = Mapping[int, frozenset[int]]  # {product id: its categories and those above}


@dataclass(frozen=True, kw_only=True)
class Scope:
    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    not_categories: frozenset[int] = frozenset()
    not_products: frozenset[int] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not (
            self.categories or self.products or self.not_categories or self.not_products
        )

    @property
    def needs_shelves(self) -> bool:
        return bool(self.categories or self.not_categories)

    def covers(self, product_id: int, shelves: Shelves) -> bool:
        own = shelves.get(product_id, frozenset())
        if product_id in self.not_products or own & self.not_categories:
            return False
        named = self.categories or self.products
        return not named or product_id in self.products or bool(own & self.categories)

    def may_meet(self, other: "Scope") -> bool:
        """Could the two be about the same goods?  A product may stand on any shelf."""
        if not (self.categories or self.products):
            return True
        if not (other.categories or other.products):
            return True
        shared = self.categories & other.categories or self.products & other.products
        mixed = (self.categories and other.products) or (
            self.products and other.categories
        )
        return bool(shared or mixed)

    def as_json(self) -> dict[str, list[int]]:
        return {name: sorted(ids) for name, ids in vars(self).items() if ids}


def scope_from(stored: Mapping[str, Iterable[Any]]) -> Scope:
    """What `as_json` wrote; unknown names are ignored."""
    return Scope(
        **{name: frozenset(stored.get(name, ())) for name in Scope.__annotations__}
    )
