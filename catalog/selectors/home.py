"""What the catalogue shows on the home page."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import Product
from catalog.selectors.cards import ProductCard, card_rows, cards_of
from catalog.selectors.tree import Shelf, category_tree

NEW, HOT, PICKED = 5, 10, 6


@dataclass(frozen=True, kw_only=True)
class HomePage:
    categories: list[Shelf]
    picked: list[ProductCard]
    new: list[ProductCard]
    hot: list[ProductCard]


def home_page(now: datetime) -> HomePage:
    """Categories, the merchant's picks, new arrivals, bestsellers.  Five queries."""
    shown = Product.objects.on_sale().filter(published_at__lte=now)
    picked = card_rows(
        shown.filter(is_featured=True).order_by("-sold_count", "pk")[:PICKED]
    )
    new = card_rows(shown.order_by("-published_at", "-pk")[:NEW])
    hot = card_rows(shown.order_by("-sold_count", "pk")[:HOT])
    cards = cards_of([*picked, *new, *hot])
    first, second = len(picked), len(picked) + len(new)
    return HomePage(
        categories=category_tree().roots,
        picked=cards[:first],
        new=cards[first:second],
        hot=cards[second:],
    )
