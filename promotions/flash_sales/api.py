"""The JSON API's flash sales.  Public, by the server's time."""

from django.http import HttpRequest

from promotions.flash_sales.showing import ShownItem, ShownSession, flash_page
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.shapes import NO_ROW, Id, Moment, Money, Output
from shop.kernel.clock import now
from shop.kernel.pictures import absolute

router = endpoints("Flash sales")


class FlashTime(Output):
    """`state`: soon, on, paused, over, off (it was called off)."""

    id: int
    name: str
    starts_at: Moment
    ends_at: Moment
    state: str


class FlashGoods(Output):
    """`deal` is what `POST /api/deals` wants to hear; `state`: soon, on, sold_out, over."""

    id: int
    deal: str
    variant_id: int
    name: str
    image: str
    price: Money
    original_price: Money | None
    most_each: int
    size: int
    left: int
    state: str


class FlashSales(Output):
    now: Moment
    sessions: list[FlashTime]
    session: FlashTime | None
    items: list[FlashGoods]


@router.get("/flash-sales", response=FlashSales, auth=PUBLIC)
def flash_sales(request: HttpRequest, session: Id = NO_ROW) -> FlashSales:
    """The sessions around now, and the goods of one: the wished, the running, the next."""
    page = flash_page(session, now=now())
    return FlashSales(
        now=page.now,
        sessions=[_session(one) for one in page.sessions],
        session=_session(page.current) if page.current else None,
        items=[_goods(request, item) for item in page.items],
    )


def _session(session: ShownSession) -> FlashTime:
    return FlashTime(
        id=session.id,
        name=session.name,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=session.state,
    )


def _goods(request: HttpRequest, item: ShownItem) -> FlashGoods:
    return FlashGoods(
        id=item.id,
        deal=item.deal,
        variant_id=item.variant_id,
        name=item.name,
        image=absolute(request, item.image),
        price=item.price,
        original_price=item.was,
        most_each=item.most_each,
        size=item.size,
        left=item.left,
        state=item.state,
    )
