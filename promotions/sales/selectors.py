"""Sale prices in force: for baskets, cards and product pages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from catalog.selectors.cards import percent_off
from catalog.showcase import CardOffer, Exhibit, VariantOffer
from catalog.was_price import Reduced
from promotions.sales.models import ScheduledPrice
from promotions.terms import UnitPrice
from promotions.wishes import Shopper, Wanted
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions

Variants = QuerySet[Any, Any] | set[int]


def line_questions(variant_ids: set[int], now: datetime) -> Questions:
    """What `unit_prices` wants to be answered."""
    rows = _running_of(variant_ids, now).values_list("variant_id", "price", "was")
    return {"sales": rows}


def unit_prices(
    wanted: Sequence[Wanted], shopper: Shopper, now: datetime, asked: Answers
) -> Mapping[int, UnitPrice]:
    """A pricer of the pipeline."""
    running = {
        variant_id: UnitPrice(
            amount=price, name=_("Sale price"), list_price=was or price
        )
        for variant_id, price, was in asked["sales"]
    }
    return {
        one.key: running[one.variant_id] for one in wanted if one.variant_id in running
    }


def card_questions(product_ids: Sequence[int], now: datetime) -> Questions:
    sales = ScheduledPrice.objects.running(now).filter(
        variant__product__in=product_ids, variant__is_active=True
    )
    rows = sales.order_by("price").values_list("variant__product_id", "price", "was")
    return {"sales": rows}


def card_offers(answers: Answers, _now: datetime) -> dict[int, CardOffer]:
    """The lowest sale price of each product."""
    found: dict[int, CardOffer] = {}
    for product_id, price, was in answers["sales"]:
        badge = percent_off(price, was) or _("Sale")
        found.setdefault(product_id, CardOffer(price=price, was=was, badge=badge))
    return found


def variant_questions(product_id: int, now: datetime) -> Questions:
    sales = ScheduledPrice.objects.running(now).filter(variant__product=product_id)
    return {"sales": sales.order_by().values_list("variant", "price", "was", "ends_at")}


def variant_offers(answers: Answers, _now: datetime) -> dict[int, VariantOffer]:
    return {
        variant_id: VariantOffer(price=price, was=was, note=_until(ends_at))
        for variant_id, price, was, ends_at in answers["sales"]
    }


ON_CARDS = Exhibit(questions=card_questions, show=card_offers)
OF_VARIANTS = Exhibit(questions=variant_questions, show=variant_offers)


def sale_question(variants: Variants, now: datetime) -> QuerySet[Any, Any]:
    """`(variant id, price)` of what of these is on sale."""
    return _running_of(variants, now).values_list("variant_id", "price")


def sale_prices(variant_ids: Iterable[int], *, now: datetime) -> dict[int, Decimal]:
    """The same at once."""
    return dict(_of_variants(variant_ids=set(variant_ids), now=now))


def lower_in_sales(now: datetime) -> dict[int, Decimal]:
    """`{variant id: price}` of everything that is on sale.  One query."""
    return dict(_all_running(now=now))


def charged_in_sales(variant_id: int) -> Iterable[Reduced]:
    """A sale price is a price that was charged: the price log's hook."""
    sales = ScheduledPrice.objects.filter(variant_id=variant_id)
    for price, at, until in sales.values_list("price", "starts_at", "ends_at"):
        yield Reduced(price=price, at=at, until=until)


def _until(ends_at: datetime) -> str:
    moment = date_format(localtime(ends_at), "DATETIME_FORMAT")
    return _("Sale price until %(moment)s") % {"moment": moment}


@prepared
def _all_running(now: datetime) -> QuerySet[ScheduledPrice, tuple[int, Decimal]]:
    sales = ScheduledPrice.objects.running(now).order_by()
    return sales.values_list("variant_id", "price")


@prepared
def _of_variants(
    variant_ids: set[int], now: datetime
) -> QuerySet[ScheduledPrice, tuple[int, Decimal]]:
    return sale_question(variant_ids, now)


def _running_of(variants: Variants, now: datetime) -> QuerySet[ScheduledPrice]:
    return ScheduledPrice.objects.running(now).filter(variant__in=variants).order_by()
