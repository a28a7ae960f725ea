from catalog.selectors.cards import ProductCard, product_cards
from catalog.selectors.home import HomePage, home_page
from catalog.selectors.lines import (
    VariantFacts,
    facts_from,
    line_facts,
    line_questions,
    variant_for,
)
from catalog.selectors.listing import Listing
from catalog.selectors.product import ProductPage, product_page
from catalog.selectors.shelves import (
    CategoryPage,
    SearchPage,
    categories_page,
    category_page,
    search_page,
)
from catalog.selectors.tree import Shelf, category_tree
from catalog.selectors.wares import (
    Article,
    Ware,
    article,
    found_wares,
    hot_wares,
    offered_variants,
)

__all__ = [
    "Article",
    "CategoryPage",
    "HomePage",
    "Listing",
    "ProductCard",
    "ProductPage",
    "SearchPage",
    "Shelf",
    "VariantFacts",
    "Ware",
    "article",
    "categories_page",
    "category_page",
    "category_tree",
    "facts_from",
    "found_wares",
    "home_page",
    "hot_wares",
    "line_facts",
    "line_questions",
    "offered_variants",
    "product_cards",
    "product_page",
    "search_page",
    "variant_for",
]
