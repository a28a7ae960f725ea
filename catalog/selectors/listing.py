"""A list of goods with sorting, filters and pages; the same for shelf and search."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from catalog.models import Product, Variant
from catalog.selectors.cards import ProductCard, cards_of, with_card_columns
from catalog.selectors.facets import (
    Chosen,
    Facet,
    Facets,
    counts_of,
    narrowed,
    read_values,
    values_question,
)
from catalog.selectors.goods import Goods, goods_like
from catalog.wishes import Sort, Wishes
from shop.kernel.money import written
from shop.kernel.together import Answers, CountOf, Questions, at_once, together

PER_PAGE = 24
ORDER = {
    Sort.FEATURED: (F("is_featured").desc(), F("sold_count").desc(), F("pk")),
    Sort.SALES: (F("sold_count").desc(), F("pk")),
    Sort.PRICE_UP: (F("charged_from"), F("pk")),
    Sort.PRICE_DOWN: (F("charged_from").desc(), F("pk")),
    Sort.NEW: (F("published_at").desc(nulls_last=True), F("pk").desc()),
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A link to another order of the same list, or one that drops a filter."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    cards: list[ProductCard]
    page: Page
    wishes: Wishes
    facets: list[Facet]
    sorts: list[Choice]
    applied: list[Choice]
    reset_url: str

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def base_query(self) -> str:
        return self.wishes.query_string().lstrip("?")


class PageBeyondTheEnd(Exception):
    """There are fewer pages than that."""


def listing(goods: QuerySet[Product], wishes: Wishes, *, now: datetime) -> Listing:
    """Three queries, whatever the number of goods.  Raises PageBeyondTheEnd."""
    facets = Facets(read_values(), wishes.facets)
    answers = at_once(_questions(goods, wishes, facets.chosen))
    return _listing(wishes, facets, answers, now)


def listing_of(goods: Goods, wishes: Wishes, *, now: datetime) -> Listing:
    """The same; two queries for what is asked most, a first page that no attribute or
    price filters."""
    prices = {wishes.price_min, wishes.price_max}
    if wishes.facets or wishes.page > 1 or prices != {None}:
        return listing(goods.all(), wishes, now=now)
    patterns = goods.patterns
    ask = _first_page(wishes.sort, tuple(patterns), in_stock=wishes.in_stock)
    answers = ask(**patterns)
    return _listing(wishes, Facets(answers["values"], {}), answers, now)


@cache
def _first_page(
    sort: Sort, _patterns: tuple[str, ...], *, in_stock: bool
) -> Callable[..., Answers]:
    """Put together once for each order and number of words."""

    @together
    def ask(**patterns: str) -> Questions:
        wishes = Wishes(sort=sort, in_stock=in_stock)
        values = {"values": values_question()}
        return {**values, **_questions(goods_like(**patterns), wishes, {})}

    return ask


def _questions(goods: QuerySet[Product], wishes: Wishes, chosen: Chosen) -> Questions:
    goods = _plainly_filtered(goods, wishes)
    found = narrowed(goods, chosen)
    return {
        "count": CountOf(found),
        "rows": with_card_columns(_of_page(found, wishes)),
        "counts": counts_of(goods, chosen),
    }


def _listing(
    wishes: Wishes, facets: Facets, answers: Answers, now: datetime
) -> Listing:
    counted = facets.shown(dict(answers["counts"]))
    return Listing(
        cards=cards_of(answers["rows"], now=now),
        page=_page(answers["count"], wishes),
        wishes=wishes,
        facets=counted,
        sorts=[
            Choice(
                label=str(sort.label),
                url=wishes.query_string(sort=sort.value),
                is_current=sort == wishes.sort,
            )
            for sort in Sort
        ],
        applied=_applied(wishes, counted),
        reset_url=wishes.unfiltered().query_string(),
    )


def rows_of_page(goods: QuerySet[Product], wishes: Wishes) -> list[dict[str, Any]]:
    """The wished page, in the wished order; nothing beyond the end.  One query."""
    return list(with_card_columns(_of_page(goods, wishes)))


def _of_page(goods: QuerySet[Product], wishes: Wishes) -> QuerySet[Product]:
    first = (wishes.page - 1) * PER_PAGE
    return goods.order_by(*ORDER[wishes.sort])[first : first + PER_PAGE]


def _page(count: int, wishes: Wishes) -> Page:
    paginator = Paginator(range(count), PER_PAGE)
    if wishes.page > paginator.num_pages:
        raise PageBeyondTheEnd
    return paginator.page(wishes.page)


def _plainly_filtered(goods: QuerySet[Product], wishes: Wishes) -> QuerySet[Product]:
    if wishes.price_min is not None:
        goods = goods.filter(charged_to__gte=wishes.price_min)
    if wishes.price_max is not None:
        goods = goods.filter(charged_from__lte=wishes.price_max)
    if wishes.in_stock:
        sellable = Variant.objects.sellable().values("product_id")
        goods = goods.filter(pk__in=sellable)
    return goods


def _applied(wishes: Wishes, facets: list[Facet]) -> list[Choice]:
    """The filters in force, each with the address without it."""
    chips = []
    for name, sign, amount in (
        ("min", "≥", wishes.price_min),
        ("max", "≤", wishes.price_max),
    ):
        if amount is not None:
            url = wishes.query_string(**{name: ""})
            chips.append(Choice(label=f"{sign} {written(amount)}", url=url))
    if wishes.in_stock:
        chips.append(Choice(label=_("In stock"), url=wishes.query_string(stock="")))
    for facet in facets:
        for value in facet.chosen:
            url = wishes.query_string((facet.field, value.slug))
            chips.append(Choice(label=value.name, url=url))
    return chips
