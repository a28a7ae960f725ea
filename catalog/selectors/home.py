"""What the catalogue shows on the home page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from catalog.models import Product
from catalog.selectors.cards import ProductCard, cards_of, with_card_columns
from catalog.selectors.tree import Shelf, Tree, category_tree
from catalog.showcase import Panel, sections_of_home
from shop.kernel.prepared import prepared

NEW, HOT, PICKED = 4, 8, 3


@dataclass(frozen=True, kw_only=True)
class HomePage:
    tree: Tree
    picked: list[ProductCard]
    new: list[ProductCard]
    hot: list[ProductCard]
    sections: list[Panel] = field(default_factory=list)

    @property
    def categories(self) -> list[Shelf]:
        return self.tree.roots


def home_page(now: datetime) -> HomePage:
    """Categories, the merchant's picks, new arrivals, other bestsellers, campaigns.

    Five queries.
    """
    picked, new, best = _picked(now=now), _new(now=now), _best(now=now)
    seen = {row["pk"] for row in (*picked, *new)}
    hot = [row for row in best if row["pk"] not in seen][:HOT]
    cards = cards_of([*picked, *new, *hot], now=now)
    first, second = len(picked), len(picked) + len(new)
    return HomePage(
        tree=category_tree(),
        picked=cards[:first],
        new=cards[first:second],
        hot=cards[second:],
        sections=sections_of_home(now),
    )


def _shown(now: datetime) -> QuerySet[Product]:
    return Product.objects.on_sale().filter(published_at__lte=now)


@prepared
def _picked(now: datetime) -> QuerySet[Product, dict[str, Any]]:
    featured = _shown(now).filter(is_featured=True)
    return with_card_columns(featured.order_by("-sold_count", "pk")[:PICKED])


@prepared
def _new(now: datetime) -> QuerySet[Product, dict[str, Any]]:
    return with_card_columns(_shown(now).order_by("-published_at", "-pk")[:NEW])


@prepared
def _best(now: datetime) -> QuerySet[Product, dict[str, Any]]:
    best = _shown(now).order_by("-sold_count", "pk")
    return with_card_columns(best[: HOT + NEW + PICKED])
