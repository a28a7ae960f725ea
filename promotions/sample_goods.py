"""Goods to show a campaign with: the bestsellers that it is about."""

from decimal import Decimal

from catalog.models import Variant
from catalog.selectors import VariantFacts, line_facts
from promotions.scopes import Scope
from promotions.shelves import shelves_of

CANDIDATES = 80
ARTICLES = 3
MOST_OF_EACH = 12


def bestsellers(scope: Scope) -> list[VariantFacts]:
    """One variant of each of a few products."""
    goods = Variant.objects.offered().filter(price__gt=0)
    if scope.products and not scope.categories:
        goods = goods.filter(product__in=scope.products)
    best = goods.order_by("-product__sold_count", "product_id", "position", "pk")
    rows = list(best.values_list("product_id", "pk")[:CANDIDATES])
    firsts = dict(reversed(rows))  # of each product one
    shelves = shelves_of(firsts, scopes=[scope])
    about = [product for product, _pk in rows if scope.covers(product, shelves)]
    ids = [firsts[product] for product in dict.fromkeys(about)][:ARTICLES]
    facts = line_facts(ids)
    return [facts[pk] for pk in ids]


def well_above(scope: Scope, threshold: Decimal) -> dict[int, int]:
    """`{variant: pieces}` worth twice as much, as offers may take some off before."""
    articles = bestsellers(scope)
    once = sum(article.price for article in articles)
    many = next(
        (n for n in range(1, MOST_OF_EACH) if once * n >= 2 * threshold), MOST_OF_EACH
    )
    return {article.variant_id: many for article in articles}
