"""The flash sale of a product on its page: what is on, else what comes next.

A page that stays open asks for it again, and is then told, too, that it is paused or
over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from catalog.showcase import Panel, Viewed
from promotions.flash_sales.models import FlashItem, FlashSession
from promotions.flash_sales.showing import (
    COLUMNS,
    ShownItem,
    ShownSession,
    shown_items,
    shown_session,
)
from shop.kernel.prepared import prepared

BEFORE, AFTER = timedelta(days=1), timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Selling:
    """A session, and what of the product is in it; nothing once it is over."""

    session: ShownSession
    items: list[ShownItem]


@dataclass(frozen=True, kw_only=True)
class ProductFlash:
    """Sessions of different variants may be on at a time."""

    product_id: int
    sales: list[Selling]
    now: datetime

    @property
    def is_live(self) -> bool:
        """Does it go on, so that an open page asks again?"""
        return any(sale.session.state != "over" for sale in self.sales)

    @property
    def sells(self) -> bool:
        return any(item.state == "on" for sale in self.sales for item in sale.items)


def product_panel(product: Viewed) -> Iterator[Panel]:
    """One query; four more for each session that it shows."""
    shown = _on_or_next(_sessions(product.id, product.now))
    if shown:
        flash = _flash(product.id, shown, product.now)
        yield Panel(
            template="promotions/flash_sales/_on_product.html",
            slot="price",
            order=10,
            sells=flash.sells,
            context={"flash": flash},
        )


def flash_of_product(product_id: int, *, now: datetime) -> ProductFlash:
    """The same for a page that is open, and what became of it.  As many queries."""
    sessions = _sessions(product_id, now)
    paused = [one for one in sessions if one.state == "paused"]
    shown = _on_or_next(sessions) or paused[:1] or sessions[-1:]
    return _flash(product_id, shown, now)


def _on_or_next(sessions: Iterable[ShownSession]) -> list[ShownSession]:
    found = list(sessions)
    running = [one for one in found if one.state == "on"]
    return running or [one for one in found if one.state == "soon"][:1]


def _sessions(product_id: int, now: datetime) -> list[ShownSession]:
    rows = _around(product_id=product_id, since=now - AFTER, until=now + BEFORE)
    return [shown_session(row, now) for row in rows]


def _flash(
    product_id: int, shown: Iterable[ShownSession], now: datetime
) -> ProductFlash:
    sales = [Selling(session=one, items=_items(product_id, one)) for one in shown]
    return ProductFlash(product_id=product_id, sales=sales, now=now)


def _items(product_id: int, session: ShownSession) -> list[ShownItem]:
    if session.state == "over":
        return []
    items = FlashItem.objects.filter(
        session=session.id, variant__product=product_id, variant__is_active=True
    )
    return shown_items(items.order_by("pk").values(*COLUMNS), state=session.state)


@prepared
def _around(
    product_id: int, since: datetime, until: datetime
) -> QuerySet[FlashSession]:
    sessions = FlashSession.objects.filter(
        items__variant__product=product_id,
        items__variant__is_active=True,
        ends_at__gt=since,
        starts_at__lt=until,
    )
    return sessions.select_related("sale").order_by("starts_at", "pk").distinct()
