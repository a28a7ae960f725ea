"""What the catalogue shows on the home page."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import Product
from catalog.selectors.cards import ProductCard, card_rows, cards_of
from catalog.selectors.tree import Shelf, Tree, category_tree

NEW, HOT, PICKED = 4, 8, 3


@dataclass(frozen=True, kw_only=True)
class HomePage:
    tree: Tree
    picked: list[ProductCard]
    new: list[ProductCard]
    hot: list[ProductCard]

    @property
    def categories(self) -> list[Shelf]:
        return self.tree.roots


def home_page(now: datetime) -> HomePage:
    """Categories, the merchant's picks, new arrivals, other bestsellers.

    Five queries.
    """
    shown = Product.objects.on_sale().filter(published_at__lte=now)
    picked = card_rows(
        shown.filter(is_featured=True).order_by("-sold_count", "pk")[:PICKED]
    )
    new = card_rows(shown.order_by("-published_at", "-pk")[:NEW])
    best = card_rows(shown.order_by("-sold_count", "pk")[: HOT + NEW + PICKED])
    seen = {row["pk"] for row in (*picked, *new)}
    hot = [row for row in best if row["pk"] not in seen][:HOT]
    cards = cards_of([*picked, *new, *hot])
    first, second = len(picked), len(picked) + len(new)
    return HomePage(
        tree=category_tree(),
        picked=cards[:first],
        new=cards[first:second],
        hot=cards[second:],
    )
