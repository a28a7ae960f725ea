"""The flash sale of a product on its page: what is on, else what comes next.

A page that stays open asks for it again, and is then told, too, that it is paused or
over.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from catalog.looks import Look
from catalog.models import Product
from catalog.selectors.lines import look_questions, looks_from
from catalog.showcase import Exhibit, Panel, Viewed
from promotions.flash_sales.models import FlashItem, FlashSession
from promotions.flash_sales.showing import (
    ShownItem,
    ShownSession,
    asks_every,
    shown_item,
    shown_session,
    with_columns,
)
from shop.kernel.together import Answers, Questions, together

BEFORE, AFTER = timedelta(days=1), timedelta(hours=12)
MOST_READ = 10


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
    def every(self) -> int:
        return min(asks_every(sale.session, self.now) for sale in self.sales)

    @property
    def sells(self) -> bool:
        return any(item.state == "on" for sale in self.sales for item in sale.items)


def questions(product_id: int, now: datetime) -> Questions:
    """Those that are not over; what is on comes first."""
    return _questions(product_id, _with(product_id).filter(ends_at__gt=now)[:MOST_READ])


def panels(answers: Answers, product: Viewed) -> Iterator[Panel]:
    sessions = [shown_session(row, product.now) for row in answers["flash_sessions"]]
    until = product.now + BEFORE
    shown = _on_or_next(one for one in sessions if one.starts_at < until)
    if shown:
        flash = ProductFlash(
            product_id=product.id,
            sales=[_selling(session, answers, product.look_of) for session in shown],
            now=product.now,
        )
        yield Panel(
            template="promotions/flash_sales/_on_product.html",
            slot="price",
            order=10,
            sells=flash.sells,
            context={"flash": flash},
        )


ON_PRODUCT = Exhibit(questions=questions, show=panels)


def flash_of_product(product_id: int, *, now: datetime) -> ProductFlash:
    """The same for a page that is open, and what became of it.  One query."""
    answers = _about(product_id=product_id, since=now - AFTER, until=now + BEFORE)
    sessions = [shown_session(row, now) for row in answers["flash_sessions"]]
    paused = [one for one in sessions if one.state == "paused"]
    shown = _on_or_next(sessions) or paused[:1] or sessions[-1:]
    look_of = partial(looks_from(answers, "flash"), product_id)
    return ProductFlash(
        product_id=product_id,
        sales=[_selling(session, answers, look_of) for session in shown],
        now=now,
    )


@together
def _about(product_id: int, since: datetime, until: datetime) -> Questions:
    products = Product.objects.filter(pk=product_id).values("pk")
    sessions = _with(product_id).filter(ends_at__gt=since, starts_at__lt=until)
    return {
        **_questions(product_id, sessions),
        **look_questions(products, "flash"),
    }


def _questions(product_id: int, sessions: QuerySet[FlashSession]) -> Questions:
    items = _offered(product_id).filter(session__in=sessions.values("pk"))
    return {
        "flash_sessions": sessions.select_related("sale"),
        "flash": with_columns(items.order_by("pk")),
    }


def _with(product_id: int) -> QuerySet[FlashSession]:
    wanted = _offered(product_id).order_by().values("session")
    return FlashSession.objects.filter(pk__in=wanted).order_by("starts_at", "pk")


def _offered(product_id: int) -> QuerySet[FlashItem]:
    return FlashItem.objects.filter(
        variant__product=product_id, variant__is_active=True
    )


def _on_or_next(sessions: Iterable[ShownSession]) -> list[ShownSession]:
    found = list(sessions)
    running = [one for one in found if one.state == "on"]
    return running or [one for one in found if one.state == "soon"][:1]


def _selling(
    session: ShownSession, answers: Answers, look_of: Callable[[str], Look]
) -> Selling:
    """What is over sells nothing."""
    items = [
        shown_item(row, look_of(row["variant__key"]), session.state)
        for row in answers["flash"]
        if row["session_id"] == session.id and session.state != "over"
    ]
    return Selling(session=session, items=items)
