"""The demo shop's flash sale: one session is on, another comes tomorrow."""

from datetime import datetime, timedelta
from decimal import Decimal

from catalog.models import Variant
from promotions.flash_sales.models import FlashSale
from promotions.flash_sales.planning import ItemPlan, plan_session
from promotions.flash_sales.running import open_session

HOURS, TOMORROW = timedelta(hours=4), timedelta(days=1)
PIECES, SPARE = 12, 4
NAME, CHINESE = "Afternoon tea", "下午茶"


def fill_flash_sales(now: datetime) -> None:
    """Idempotent: nothing is added where there is a flash sale already."""
    if FlashSale.objects.exists():
        return
    sale = FlashSale.objects.create(
        name=NAME, translations={"zh-hans": {"name": CHINESE}}
    )
    variants = _plenty()
    session = plan_session(
        sale_id=sale.pk,
        starts_at=now,
        ends_at=now + HOURS,
        plans=[_plan(variant) for variant in variants[:3]],
        now=now,
    )
    open_session(session_id=session.pk, now=now)
    plan_session(
        sale_id=sale.pk,
        starts_at=now + TOMORROW,
        ends_at=now + TOMORROW + HOURS,
        plans=[_plan(variant) for variant in variants[3:6]],
        now=now,
    )


def _plenty() -> list[Variant]:
    """One variant of each of six products that has more than enough of it."""
    found: dict[int, Variant] = {}
    for variant in Variant.objects.sellable().order_by("pk"):
        if variant.sellable >= PIECES + SPARE:
            found.setdefault(variant.product_id, variant)
    return list(found.values())[1:7]


def _plan(variant: Variant) -> ItemPlan:
    """A good third off, in whole units."""
    price = (variant.price * 3 // 5).quantize(Decimal(1))
    return ItemPlan(variant_id=variant.pk, price=price, allotment=PIECES, most_each=2)
