"""Product cards: what a list shows of a product, in two queries however long it is: the
goods themselves, then their pictures, their stock and what campaigns say of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from catalog.models import Product, ProductImage, Variant
from catalog.selectors.texts import text
from catalog.showcase import CardOffer, card_questions, offers_for
from shop.kernel.addresses import address
from shop.kernel.together import Answers, Questions, together

COLUMNS = (
    "pk",
    "slug",
    "name",
    "translations",
    "price_from",
    "charged_to",
    "was_from",
    "sold_count",
)


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """`image` is a stored file's name, "" for none; `badge` a short word or "";
    `highest` what its dearest variant is charged at."""

    id: int
    url: str
    name: str
    image: str
    alt: str
    price: Decimal
    is_from: bool
    was: Decimal | None
    sold: int
    is_sold_out: bool
    badge: str
    highest: Decimal


def product_cards(queryset: QuerySet[Product], *, now: datetime) -> list[ProductCard]:
    """The cards of a (limited) queryset, in its order, at the prices of now.  Two
    queries."""
    return cards_of(list(with_card_columns(queryset)), now=now)


def with_card_columns(queryset: QuerySet[Product]) -> QuerySet[Product, dict[str, Any]]:
    return queryset.values(*COLUMNS)


def cards_of(
    rows: list[dict[str, Any]], *, now: datetime, with_deals: bool = True
) -> list[ProductCard]:
    """Cards of rows with the card's columns, for several lists.  One query."""
    if not rows:
        return []
    answers = _about(product_ids=[row["pk"] for row in rows], now=now)
    return _cards(rows, answers, now, with_deals=with_deals)


def cards_by_id(product_ids: Sequence[int], *, now: datetime) -> dict[int, ProductCard]:
    """One query."""
    answers = _goods(product_ids=product_ids, now=now)
    cards = _cards(answers["goods"], answers, now)
    return {card.id: card for card in cards}


@together
def _goods(product_ids: Sequence[int], now: datetime) -> Questions:
    goods = Product.objects.filter(pk__in=product_ids).order_by()
    return {"goods": with_card_columns(goods), **_questions(product_ids, now)}


@together
def _about(product_ids: Sequence[int], now: datetime) -> Questions:
    return _questions(product_ids, now)


def _questions(product_ids: Sequence[int], now: datetime) -> Questions:
    pictures = ProductImage.objects.filter(product_id__in=product_ids)
    in_stock = Variant.objects.sellable().filter(product_id__in=product_ids)
    return {
        "in_stock": in_stock.order_by().values_list("product_id", flat=True).distinct(),
        "pictures": pictures.order_by("position", "pk").values_list(
            "product_id", "file"
        ),
        **card_questions(product_ids, now),
    }


def _cards(
    rows: list[dict[str, Any]],
    answers: Answers,
    now: datetime,
    *,
    with_deals: bool = True,
) -> list[ProductCard]:
    pictures, in_stock = _firsts(answers["pictures"]), set(answers["in_stock"])
    offers = offers_for(answers, now, with_deals=with_deals)
    cards = [
        _card(row, pictures.get(row["pk"], ""), is_sold_out=row["pk"] not in in_stock)
        for row in rows
    ]
    return [_at_offer(card, offers.get(card.id)) for card in cards]


def _firsts(files: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for product_id, file in files:
        found.setdefault(product_id, file)
    return found


def percent_off(price: Decimal, was: Decimal | None) -> str:
    """`−15%`, rounded down so that it never promises too much; "" for less than 1."""
    percent = int((was - price) * 100 / was) if was and was > price else 0
    return f"−{percent}%" if percent else ""


def _at_offer(card: ProductCard, offer: CardOffer | None) -> ProductCard:
    if offer is None or offer.price >= card.price:
        return card
    return replace(
        card,
        price=offer.price,
        is_from=offer.price != card.highest,
        was=offer.was,
        badge=offer.badge,
        is_sold_out=card.is_sold_out and not offer.is_deal,
    )


def _card(row: dict[str, Any], image: str, *, is_sold_out: bool) -> ProductCard:
    return ProductCard(
        id=row["pk"],
        url=address("catalog:product", row["slug"]),
        name=text(row, "name"),
        image=image,
        alt="",
        price=row["price_from"],
        is_from=row["price_from"] != row["charged_to"],
        was=row["was_from"],
        sold=row["sold_count"],
        is_sold_out=is_sold_out,
        badge=percent_off(row["price_from"], row["was_from"]),
        highest=row["charged_to"],
    )
