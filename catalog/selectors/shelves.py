"""The pages that list goods: all categories, one category, search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import DenseRank, Left

from catalog.models import Category, Product
from catalog.search import words
from catalog.selectors.cards import (
    ProductCard,
    cards_by_id,
    cards_of,
    with_card_columns,
)
from catalog.selectors.goods import Goods
from catalog.selectors.listing import Listing, listing_of
from catalog.selectors.tree import (
    Shelf,
    Tree,
    category_tree,
    tree_of,
    tree_question,
)
from catalog.wishes import Wishes
from shop.kernel.together import Questions, together

SUGGESTED, IN_A_BRANCH = 8, 3
PATH_STEP = len("000001/")


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A first-level shelf with a few bestsellers of everything below it."""

    shelf: Shelf
    cards: list[ProductCard]


@dataclass(frozen=True, kw_only=True)
class CategoriesPage:
    tree: Tree
    branches: list[Branch]

    @property
    def categories(self) -> list[Shelf]:
        return [branch.shelf for branch in self.branches]


@dataclass(frozen=True, kw_only=True)
class CategoryPage:
    tree: Tree
    category: Shelf
    listing: Listing

    @property
    def way(self) -> list[Shelf]:
        return self.tree.way_to(self.category)

    @property
    def children(self) -> list[Shelf]:
        return self.category.children


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """`listing` is None when nothing was asked; `below` is for when a lowest price
    was asked for, no highest, and nothing costs as much; `hot` for when nothing was
    found."""

    query: str
    tree: Tree
    listing: Listing | None
    below: list[ProductCard]
    hot: list[ProductCard]

    @property
    def categories(self) -> list[Shelf]:
        return self.tree.roots


def categories_page(*, now: datetime) -> CategoriesPage:
    """Two queries."""
    answers = _tree_and_best()
    tree, best = tree_of(answers["tree"]), answers["best"]
    cards = cards_by_id([product_id for _path, product_id in best], now=now)
    return CategoriesPage(
        tree=tree,
        branches=[
            Branch(shelf=shelf, cards=[cards[pk] for pk in _below(shelf, best)])
            for shelf in tree.roots
        ],
    )


def category_page(slug: str, wishes: Wishes, *, now: datetime) -> CategoryPage | None:
    """One visible category with everything below it; None if there is none.

    Three queries, and one more where it is filtered.  Raises PageBeyondTheEnd.
    """
    tree = category_tree()
    shelf = tree.by_slug.get(slug)
    if shelf is None:
        return None
    return CategoryPage(
        tree=tree,
        category=shelf,
        listing=listing_of(Goods(shelf=shelf), wishes, now=now),
    )


def search_page(wishes: Wishes, *, now: datetime) -> SearchPage:
    """Goods whose text holds every word.  At most five queries, and three for
    what comes nearest where nothing costs as much as was asked for at least.

    Raises PageBeyondTheEnd.
    """
    found, goods, below = None, Goods(query=wishes.query), list[ProductCard]()
    if words(wishes.query) or wishes.is_open:
        found = listing_of(goods, wishes, now=now)
    if found is not None and found.count == 0 and wishes.is_from_a_price_up:
        below = listing_of(goods, wishes.nearest_below(), now=now).cards[:SUGGESTED]
    hot: list[ProductCard] = []
    if found is None or found.count == 0:
        answers = _tree_and_hot()
        tree, hot = tree_of(answers["tree"]), cards_of(answers["hot"], now=now)
    else:
        tree = category_tree()
    return SearchPage(
        query=wishes.query, tree=tree, listing=found, below=below, hot=hot
    )


@together
def _tree_and_best() -> Questions:
    """And the ids of the bestsellers below each root, with the root's path."""
    held: QuerySet[Any] = Product.categories.through.objects.filter(
        product__in=Product.objects.on_sale(), category__is_visible=True
    ).annotate(root=Left("category__path", PATH_STEP))
    ranked = held.annotate(
        place=Window(
            DenseRank(),
            partition_by="root",
            order_by=[F("product__sold_count").desc(), F("product_id").asc()],
        )
    )
    roots = Category.objects.visible().filter(parent=None).order_by().values("path")
    best = ranked.filter(place__lte=IN_A_BRANCH, root__in=roots).order_by("place")
    return {"tree": tree_question(), "best": best.values_list("root", "product_id")}


def _below(root: Shelf, best: Iterable[tuple[str, int]]) -> Iterable[int]:
    """Each once, wherever it stands below the root."""
    return dict.fromkeys(product_id for path, product_id in best if path == root.path)


@together
def _tree_and_hot() -> Questions:
    best = Product.objects.on_sale().order_by("-sold_count", "pk")
    return {"tree": tree_question(), "hot": with_card_columns(best[:SUGGESTED])}
