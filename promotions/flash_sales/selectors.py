"""What a flash sale says of a line of a basket, and of a product."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from promotions.flash_sales.errors import FlashLimit, FlashOver, FlashSoldOut
from promotions.flash_sales.models import FlashItem, FlashShopper
from promotions.sold_out import note
from promotions.terms import DealTerms
from promotions.wishes import Shopper, Wanted
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr


def flash_terms(
    wanted: Sequence[Wanted], shopper: Shopper, now: datetime
) -> Mapping[int, DealTerms]:
    """A desk of deals: one query."""
    items = _items(item_ids=_ids(wanted), shopper=shopper.key)
    note_sold_out(items)
    return _of_items(items, wanted, now)


def flash_terms_once_open(
    wanted: Sequence[Wanted], shopper: Shopper, now: datetime
) -> Mapping[int, DealTerms]:
    """The same for the price lab: as though its sessions opened in time."""
    items = _items(item_ids=_ids(wanted), shopper=shopper.key)
    return _of_items([_opened(item) for item in items], wanted, now)


def _opened(item: FlashItem) -> FlashItem:
    session = item.session
    session.sale.paused_at = None
    if session.opened_at is None:
        session.opened_at, item.unclaimed = session.starts_at, item.allotment
    return item


def _ids(wanted: Sequence[Wanted]) -> set[int]:
    return {one.deal.id for one in wanted if one.deal}


def _of_items(
    rows: Iterable[FlashItem], wanted: Sequence[Wanted], now: datetime
) -> Mapping[int, DealTerms]:
    items = {item.pk: item for item in rows}
    return {
        one.key: _terms(items.get(one.deal.id), one, now) for one in wanted if one.deal
    }


def note_sold_out(items: Iterable[FlashItem]) -> None:
    """Of items as they were read; nothing was taken of them in this transaction."""
    for item in items:
        if item.unclaimed <= 0:
            note(item.KIND, item.pk)


def _terms(item: Any, wanted: Wanted, now: datetime) -> DealTerms:
    if item is None or item.variant_id != wanted.variant_id or not _is_on(item, now):
        over = str(FlashOver.message)
        return DealTerms(
            price=None, name="", most=0, problem=over, problem_code="flash_over"
        )
    mine = max(item.most_each - item.mine, 0)
    code, problem = "", ""
    if item.unclaimed <= 0:
        code, problem = "flash_sold_out", str(FlashSoldOut.message)
    elif wanted.quantity > mine:
        code, problem = "flash_limit", str(FlashLimit(item.most_each))
    sale = item.session.sale
    return DealTerms(
        price=item.price,
        name=_("Flash sale (%(name)s)") % {"name": tr(sale, "name")},
        most=min(item.unclaimed, mine),
        problem=problem,
        problem_code=code,
        takes_offers=sale.takes_offers,
        takes_coupon=sale.takes_coupon,
        ends_at=item.session.ends_at,
        list_price=item.was or item.price,
    )


def _is_on(item: FlashItem, now: datetime) -> bool:
    session = item.session
    return (
        session.opened_at is not None
        and session.closed_at is None
        and session.starts_at <= now < session.ends_at
        and session.sale.paused_at is None
    )


@prepared
def _items(item_ids: set[int], shopper: str) -> QuerySet[FlashItem]:
    """With how many the shopper has already, as `mine`."""
    taken = FlashShopper.objects.filter(item=OuterRef("pk"), shopper=shopper)
    return (
        FlashItem.objects.filter(pk__in=item_ids)
        .select_related("session__sale")
        .annotate(mine=Coalesce(Subquery(taken.values("taken")), 0))
    )
