"""The pages that list goods: all categories, one category, search."""

from dataclasses import dataclass

from catalog.models import Category, Product
from catalog.search import words
from catalog.selectors.cards import ProductCard, product_cards
from catalog.selectors.listing import Listing, listing
from catalog.selectors.tree import Shelf, category_tree
from catalog.wishes import Wishes

SUGGESTED = 10


@dataclass(frozen=True, kw_only=True)
class CategoriesPage:
    categories: list[Shelf]
    hot: list[ProductCard]


@dataclass(frozen=True, kw_only=True)
class CategoryPage:
    category: Shelf
    roots: list[Shelf]
    way: list[Shelf]
    listing: Listing

    @property
    def root(self) -> Shelf:
        return self.way[0]

    @property
    def children(self) -> list[Shelf]:
        return self.category.children


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """`listing` is None when nothing was asked; `hot` is for when nothing was found."""

    query: str
    listing: Listing | None
    categories: list[Shelf]
    hot: list[ProductCard]


def categories_page() -> CategoriesPage:
    """Three queries."""
    return CategoriesPage(categories=category_tree().roots, hot=best_sellers())


def category_page(slug: str, wishes: Wishes) -> CategoryPage | None:
    """One visible category with everything below it; None if there is none.

    Six queries.  Raises PageBeyondTheEnd.
    """
    tree = category_tree()
    shelf = tree.by_slug.get(slug)
    if shelf is None:
        return None
    held = Category.products.through.objects.filter(
        category__path__startswith=shelf.path
    )
    goods = Product.objects.on_sale().filter(pk__in=held.values("product_id"))
    return CategoryPage(
        category=shelf,
        roots=tree.roots,
        way=tree.way_to(shelf),
        listing=listing(goods, wishes),
    )


def search_page(wishes: Wishes) -> SearchPage:
    """Goods whose text holds every word.  At most eight queries.

    Raises PageBeyondTheEnd.
    """
    wanted = words(wishes.query)
    found = None
    if wanted:
        goods = Product.objects.on_sale()
        for word in wanted:
            goods = goods.filter(search_text__contains=word)
        found = listing(goods, wishes)
    helpless = found is None or found.count == 0
    return SearchPage(
        query=wishes.query,
        listing=found,
        categories=category_tree().roots,
        hot=best_sellers() if helpless else [],
    )


def best_sellers() -> list[ProductCard]:
    goods = Product.objects.on_sale().order_by("-sold_count", "pk")
    return product_cards(goods[:SUGGESTED])
