"""What may be planned beside what there is, and what is struck through once it begins."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.errors import WasPriceTooHigh
from catalog.models import Variant
from catalog.services import set_price
from promotions.flash_sales.errors import (
    FlashPriceTooHigh,
    SessionHasBegun,
    SessionIsOver,
    SessionsOverlap,
)
from promotions.flash_sales.planning import ItemPlan, change_session, plan_session
from promotions.flash_sales.running import close_session, open_session
from promotions.models import FlashItem, FlashSession
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.flash_sales.factories import (
    AN_HOUR,
    flash_order,
    make_item,
    make_running,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def change(item: FlashItem, **other: object) -> FlashSession:
    """The session once more as it is, but for this."""
    session = item.session
    plan = {"variant_id": item.variant_id, "price": item.price, "allotment": 10}
    plan |= {name: other.pop(name) for name in list(plan) if name in other}
    facts = {"starts_at": session.starts_at, "ends_at": session.ends_at, "now": NOON}
    plans = [ItemPlan(most_each=2, **plan)]
    return change_session(session_id=session.pk, plans=plans, **facts | other)


def test_one_session_may_begin_when_another_ends(pot: Variant) -> None:
    item = make_running(pot)
    plans = [ItemPlan(variant_id=pot.pk, price=item.price, allotment=5)]
    facts = {"sale_id": item.session.sale_id, "plans": plans, "now": NOON}
    end = item.session.ends_at
    early = end - timedelta(seconds=1)

    with pytest.raises(SessionsOverlap):
        plan_session(starts_at=early, ends_at=end + AN_HOUR, **facts)
    plan_session(starts_at=end, ends_at=end + AN_HOUR, **facts)

    assert FlashSession.objects.count() == 2


def test_what_is_planned_may_be_planned_otherwise_within_the_rules(
    pot: Variant,
) -> None:
    soon, later = NOON + AN_HOUR, NOON + 2 * AN_HOUR
    item = make_item(pot, starts_at=soon, ends_at=later)
    make_item(pot, starts_at=later, ends_at=later + AN_HOUR)

    for refusal, wanted in (
        (SessionsOverlap, {"ends_at": later + AN_HOUR}),
        (FlashPriceTooHigh, {"price": pot.price}),
    ):
        with pytest.raises(refusal):
            change(item, **wanted)
    change(item, starts_at=soon + AN_HOUR / 2, price=Decimal(7), allotment=4)

    again = FlashItem.objects.get(session=item.session)
    assert (again.price, again.allotment) == (7, 4)
    assert again.session.starts_at == soon + AN_HOUR / 2


def test_what_has_begun_keeps_its_start_and_prices_and_what_is_over_all(
    pot: Variant,
) -> None:
    item = make_running(pot)

    for wanted in ({"starts_at": NOON - AN_HOUR / 2}, {"price": Decimal(4)}):
        with pytest.raises(SessionHasBegun):
            change(item, **wanted)
    close_session(session_id=item.session_id, now=item.session.ends_at)
    with pytest.raises(SessionIsOver):
        change(item, ends_at=NOON + A_DAY)

    assert FlashItem.objects.get().price == item.price


@pytest.mark.parametrize(("price", "was"), [("10.00", 12), ("12.00", None)])
def test_it_strikes_through_no_more_than_the_lowest_of_30_days(
    price: str, was: int | None
) -> None:
    """Nobody may strike through 20 who charged 12 until yesterday."""
    pot = make_variant(price="12.00", on_hand=9, now=NOON - 90 * A_DAY)
    set_price(
        variant_id=pot.pk, price=Decimal(20), compare_at=None, now=NOON - 2 * A_DAY
    )

    item = make_running(pot, price=price, allotment=5)

    assert item.was == was
    line = flash_order(item).lines.get()
    assert (line.list_price, line.usual_price) == (12, 20)


def test_a_flash_price_is_a_price_that_was_charged(pot: Variant) -> None:
    make_running(pot, price="5.00")
    later = NOON + 9 * A_DAY
    facts = {"variant_id": pot.pk, "price": Decimal(18), "now": later}

    with pytest.raises(WasPriceTooHigh) as refused:
        set_price(compare_at=Decimal(20), **facts)
    again = make_item(pot, price="4.00", starts_at=later, ends_at=later + AN_HOUR)
    open_session(session_id=again.session_id, now=later)

    again.refresh_from_db()
    assert (refused.value.lowest, again.was) == (5, 5)
