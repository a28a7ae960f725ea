"""Flash sessions as pages show them: the same for everybody, by the server's time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from catalog.looks import Look
from catalog.models import Product
from catalog.selectors.cards import percent_off
from catalog.selectors.lines import look_questions, looks_from
from catalog.selectors.texts import text
from catalog.showcase import CardOffer, Exhibit
from catalog.was_price import Reduced
from promotions.flash_sales.models import (
    CALLED_OFF,
    FlashClaim,
    FlashItem,
    FlashSession,
)
from promotions.wishes import Deal
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions, together
from shop.kernel.translations import tr

BEFORE, AFTER = timedelta(days=7), timedelta(hours=12)
MOST = 8
COLUMNS = (
    "pk",
    "variant_id",
    "variant__sku",
    "variant__key",
    "variant__price",
    "variant__product_id",
    "variant__product__slug",
    "variant__product__name",
    "variant__product__translations",
    "price",
    "was",
    "allotment",
    "most_each",
    "set_aside",
    "unclaimed",
    "session_id",
    "session__starts_at",
    "session__ends_at",
    "held",
)
OFFERED = {
    "variant__is_active": True,
    "variant__product__status": Product.Status.ACTIVE,
}


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """`held` pieces are in unpaid orders.  `state`: soon, on, sold_out, over."""

    id: int
    variant_id: int
    name: str
    options: str
    url: str
    image: str
    price: Decimal
    was: Decimal | None
    most_each: int
    size: int
    left: int
    held: int
    state: str
    starts_at: datetime
    ends_at: datetime

    @property
    def deal(self) -> str:
        """What a form sends to buy it so."""
        return str(Deal(kind=FlashItem.KIND, id=self.id))

    @property
    def percent(self) -> int:
        """Of the real pieces; 100 only when none is left."""
        return (self.size - self.left) * 100 // self.size if self.size else 100


@dataclass(frozen=True, kw_only=True)
class ShownSession:
    """`state`: soon, on, paused, over, off (it was called off)."""

    id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    state: str


OFTEN, RARELY = 4, 30


def asks_every(session: ShownSession, now: datetime) -> int:
    """Seconds after which an open page asks again: those who wait for the start are
    many, and before it there is next to nothing to hear."""
    if session.state != "soon":
        return OFTEN
    left = int((session.starts_at - now).total_seconds())
    return max(OFTEN, min(left, RARELY))


@dataclass(frozen=True, kw_only=True)
class FlashPage:
    sessions: list[ShownSession]
    current: ShownSession | None
    items: list[ShownItem]
    now: datetime

    @property
    def every(self) -> int:
        return asks_every(self.current, self.now) if self.current else RARELY

    @property
    def goes_on(self) -> bool:
        """Does it become another, so that an open page asks again?"""
        return self.current is not None and self.current.state not in ("over", "off")


def flash_page(wanted: int, *, now: datetime) -> FlashPage:
    """The sessions around now, and the items of the wanted one, else of the one that
    is on, else of the next; one that was called off for who wants it.  Two queries."""
    around = _around(since=now - AFTER, until=now + BEFORE, wanted=wanted)
    sessions = [shown_session(one, now) for one in around]
    current = _pick(sessions, wanted)
    items: list[ShownItem] = []
    if current:
        answers = _of_session(session_id=current.id)
        items = shown_items(answers["flash"], answers, state=current.state)
    return FlashPage(sessions=sessions, current=current, items=items, now=now)


def card_questions(product_ids: Sequence[int], now: datetime) -> Questions:
    items = running_items(now).filter(variant__product__in=product_ids, unclaimed__gt=0)
    rows = items.order_by("price").values_list("variant__product_id", "price", "was")
    return {"flash": rows}


def card_offers(answers: Answers, _now: datetime) -> dict[int, CardOffer]:
    found: dict[int, CardOffer] = {}
    for product_id, price, was in answers["flash"]:
        badge = percent_off(price, was) or _("Flash sale")
        offer = CardOffer(price=price, was=was, badge=badge, is_deal=True)
        found.setdefault(product_id, offer)
    return found


def lower_in_flash(now: datetime) -> dict[int, Decimal]:
    """`{variant id: price}` of what cards show at a flash price.  One query."""
    return dict(_all_left(now=now))


ON_CARDS = Exhibit(questions=card_questions, show=card_offers)


def charged_in_flash(variant_id: int) -> Iterable[Reduced]:
    """A flash price is a price that was charged: the price log's hook."""
    items = FlashItem.objects.filter(
        variant_id=variant_id, session__opened_at__isnull=False
    )
    rows = items.values_list("price", "session__starts_at", "session__ends_at")
    for price, at, until in rows:
        yield Reduced(price=price, at=at, until=until)


@prepared
def _around(since: datetime, until: datetime, wanted: int) -> QuerySet[FlashSession]:
    sessions = FlashSession.objects.filter(
        ~CALLED_OFF | Q(pk=wanted), ends_at__gt=since, starts_at__lt=until
    )
    return sessions.select_related("sale").order_by("starts_at", "pk")[:MOST]


def shown_session(session: FlashSession, now: datetime) -> ShownSession:
    state = "on"
    if session.is_called_off:
        state = "off"
    elif session.closed_at or session.ends_at <= now:
        state = "over"
    elif session.sale.paused_at:
        state = "paused"
    elif session.starts_at > now or session.opened_at is None:
        state = "soon"
    return ShownSession(
        id=session.pk,
        name=tr(session.sale, "name"),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=state,
    )


def _pick(sessions: Sequence[ShownSession], wanted: int) -> ShownSession | None:
    ranks = {"on": 1, "soon": 2, "paused": 3, "over": 4, "off": 5}
    ranked = sorted(sessions, key=lambda one: (one.id != wanted, ranks[one.state]))
    return ranked[0] if ranked else None


@together
def _of_session(session_id: int) -> Questions:
    items = FlashItem.objects.filter(session=session_id, **OFFERED)
    return item_questions(items.order_by("pk"))


def item_questions(items: QuerySet[FlashItem]) -> Questions:
    products = items.values("variant__product")
    return {"flash": with_columns(items), **look_questions(products, "flash")}


def shown_items(
    rows: Sequence[Mapping[str, Any]], answers: Answers, *, state: str
) -> list[ShownItem]:
    look = looks_from(answers, "flash")
    return [
        shown_item(row, look(row["variant__product_id"], row["variant__key"]), state)
        for row in rows
    ]


def shown_item(row: Mapping[str, Any], look: Look, state: str) -> ShownItem:
    left = row["unclaimed"] if state != "soon" else row["allotment"]
    place = address("catalog:product", row["variant__product__slug"])
    return ShownItem(
        id=row["pk"],
        variant_id=row["variant_id"],
        name=text(row, "name", "variant__product__"),
        url=f"{place}?sku={row['variant__sku']}",
        options=" · ".join(look.options.values()),
        image=look.image,
        price=row["price"],
        was=row["was"],
        most_each=row["most_each"],
        size=row["set_aside"] or row["allotment"],
        left=left,
        held=row["held"] or 0 if state == "on" else 0,
        state="sold_out" if state == "on" and left <= 0 else state,
        starts_at=row["session__starts_at"],
        ends_at=row["session__ends_at"],
    )


def with_columns(items: QuerySet[FlashItem]) -> QuerySet[FlashItem, dict[str, Any]]:
    """With what unpaid orders hold."""
    unpaid = FlashClaim.objects.filter(item=OuterRef("pk"), paid_at=None)
    live = unpaid.filter(returned__lt=F("quantity")).order_by().values("item")
    held = live.annotate(held=Sum(F("quantity") - F("returned"))).values("held")
    return items.annotate(held=Subquery(held)).values(*COLUMNS)


def running_items(now: datetime) -> QuerySet[FlashItem]:
    """By conditions on the item, so that a prepared query can hold it."""
    return FlashItem.objects.filter(
        session__starts_at__lte=now,
        session__ends_at__gt=now,
        session__opened_at__isnull=False,
        session__closed_at=None,
        session__sale__paused_at=None,
        variant__is_active=True,
    )


@prepared
def _all_left(now: datetime) -> QuerySet[FlashItem, tuple[int, Decimal]]:
    items = running_items(now).filter(unclaimed__gt=0)
    return items.order_by("-price").values_list("variant_id", "price")
