"""What a client that draws its own pages shows of articles, at the prices of now.

A price here is one that whoever puts the article into a basket pays: not a campaign's
that has its own button.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from catalog.models import Product, ProductImage, Variant
from catalog.selectors.cards import (
    COLUMNS,
    ProductCard,
    cards_of,
    with_card_columns,
)
from catalog.selectors.goods import Goods
from catalog.selectors.lines import VariantFacts, fact_questions, facts_from
from catalog.selectors.listing import rows_of_page
from catalog.selectors.texts import text
from catalog.selectors.tree import category_tree
from catalog.showcase import offers_of_variants, variant_questions
from catalog.wishes import Wishes
from shop.kernel.money import ZERO
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions, together


@dataclass(frozen=True, kw_only=True)
class Ware:
    """A card, and how many pieces of all its variants can be bought now."""

    card: ProductCard
    stock: int


@dataclass(frozen=True, kw_only=True)
class Article:
    """One product with its variants; `images` are stored files' names."""

    ware: Ware
    description: str
    images: list[str]
    variants: list[VariantFacts]


def hot_wares(*, limit: int, now: datetime) -> list[Ware]:
    """Bestsellers that cost something.  Three queries."""
    goods = Product.objects.on_sale().filter(published_at__lte=now, price_from__gt=0)
    best = goods.order_by("-sold_count", "pk")
    return wares_of(list(with_card_columns(best[:limit])), now=now)


def found_wares(
    wishes: Wishes, *, shelf_id: int | None = None, now: datetime
) -> list[Ware] | None:
    """A page of a list, empty beyond its end; None where there is no such shelf."""
    shelf = None
    if shelf_id is not None:
        shelf = category_tree().by_id.get(shelf_id)
        if shelf is None:
            return None
    rows = rows_of_page(Goods(shelf=shelf, query=wishes.query).all(), wishes)
    return wares_of(rows, now=now)


def wares_of(rows: list[dict[str, Any]], *, now: datetime) -> list[Ware]:
    """Of rows with the card's columns.  Two queries."""
    cards = cards_of(rows, now=now, with_deals=False)
    left = dict(_stock(product_ids=[card.id for card in cards]))
    return [
        Ware(card=card, stock=left.get(card.id) or 0)
        for card in cards
        if card.price > ZERO
    ]


def article(product_id: int, *, now: datetime) -> Article | None:
    """A product that is on sale.  Three queries."""
    answers = _about(product_id=product_id, now=now)
    rows, variants = answers["goods"], _at_offers(answers, now)
    wares = wares_of(rows, now=now)
    if not wares or not variants:
        return None
    return Article(
        ware=wares[0],
        description=text(rows[0], "description"),
        images=answers["files"],
        variants=variants,
    )


def offered_variants(product_id: int) -> list[int]:
    """The ids of those of a product that are for sale.  One query."""
    return _offered_ids(product_id=product_id)


@together
def _about(product_id: int, now: datetime) -> Questions:
    product = Product.objects.on_sale().filter(pk=product_id)
    offered = _offered(product_id)
    pictures = ProductImage.objects.filter(product=product_id)
    return {
        "goods": product.values(*COLUMNS, "description"),
        "offered": offered.values_list("pk", flat=True),
        "files": pictures.order_by("position", "pk").values_list("file", flat=True),
        **fact_questions(offered, "variants"),
        **variant_questions(product_id, now),
    }


def _at_offers(answers: Answers, now: datetime) -> list[VariantFacts]:
    facts, offers = facts_from(answers, "variants"), offers_of_variants(answers, now)
    found = []
    for pk in answers["offered"]:
        offer = offers.get(pk)
        lower = offer is not None and offer.price < facts[pk].price
        found.append(
            replace(facts[pk], price=offer.price, compare_at=offer.was)
            if offer and lower
            else facts[pk]
        )
    return found


def _offered(product_id: int) -> QuerySet[Variant]:
    return Variant.objects.offered().filter(product=product_id)


@prepared
def _offered_ids(product_id: int) -> QuerySet[Variant, int]:
    return _offered(product_id).values_list("pk", flat=True)


@prepared
def _stock(product_ids: list[int]) -> QuerySet[Variant, tuple[int, int]]:
    variants = Variant.objects.filter(product__in=product_ids, is_active=True)
    by_product: Any = variants.order_by().values("product")
    left = by_product.annotate(left=Sum(F("on_hand") - F("reserved")))
    return left.values_list("product", "left")
