"""A claim reads nothing before it takes: each of its statements asks for itself whether
it may, whatever a page has shown."""

from datetime import timedelta

import pytest
from django.db import transaction

from catalog.models import Variant
from promotions.flash_sales.claiming import Wish, claim_pieces
from promotions.flash_sales.errors import FlashLimit, FlashOver, FlashSoldOut
from promotions.models import (
    FlashClaim,
    FlashItem,
    FlashSale,
    FlashSession,
    FlashShopper,
)
from tests.conftest import NOON
from tests.promotions.flash_sales.factories import AN_HOUR, left, make_running

pytestmark = pytest.mark.django_db


def wish(item: FlashItem, quantity: int = 1, **other: int) -> Wish:
    facts = {"item_id": item.pk, "variant_id": item.variant_id, **other}
    return Wish(quantity=quantity, **facts)


def claim(item: FlashItem, wish: Wish, *, shopper: str = "u1") -> None:
    with transaction.atomic():
        claim_pieces(order_number="N1", shopper=shopper, wishes=[wish], now=NOON)


@pytest.mark.parametrize(
    "change",
    [
        {"closed_at": NOON},
        {"starts_at": NOON + timedelta(minutes=1)},
        {"ends_at": NOON},
        {"opened_at": None},
    ],
)
def test_the_claim_itself_asks_whether_the_session_is_on(
    pot: Variant, change: dict[str, object]
) -> None:
    item = make_running(pot)
    FlashSession.objects.filter(pk=item.session_id).update(
        **{"starts_at": NOON - AN_HOUR} | change
    )

    with pytest.raises(FlashOver):
        claim(item, wish(item))

    assert not FlashClaim.objects.exists()


def test_or_is_paused(pot: Variant) -> None:
    item = make_running(pot)
    FlashSale.objects.update(paused_at=NOON)

    with pytest.raises(FlashOver):
        claim(item, wish(item))


def test_whether_there_is_such_an_item(pot: Variant) -> None:
    item = make_running(pot)

    for nobodys in (wish(item, item_id=0), wish(item, variant_id=0)):
        with pytest.raises(FlashOver):
            claim(item, nobodys)

    assert (left(item), FlashShopper.objects.count()) == (10, 0)


@pytest.mark.breaks_laws  # pieces are claimed here for an order that nobody wrote
def test_and_what_the_limit_is_now(pot: Variant) -> None:
    item = make_running(pot, most_each=2)
    claim(item, wish(item))
    FlashItem.objects.update(most_each=1)

    for shopper, quantity in (("u1", 1), ("u2", 2)):
        with pytest.raises(FlashLimit, match="1 piece"):
            claim(item, wish(item, quantity), shopper=shopper)

    assert left(item) == 9


def test_who_is_over_the_limit_hears_first_that_it_is_sold_out(pot: Variant) -> None:
    item = make_running(pot, allotment=1, most_each=5)

    with pytest.raises(FlashSoldOut):
        claim(item, wish(item, 6))
