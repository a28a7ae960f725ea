"""What is bought through a campaign takes no offer and no coupon unless that says so."""

from decimal import Decimal
from typing import Any

import pytest

from promotions.coupons.models import Coupon
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.coupons.factories import BEST, make_coupon
from tests.promotions.factories import make_offer
from tests.promotions.flash_sales import factories as flash
from tests.promotions.group_buys import factories as group

pytestmark = pytest.mark.django_db
COUPON, OFFER = Decimal(5), Decimal("1.50")


@pytest.mark.parametrize(
    ("kind", "says", "off"),
    [
        (flash, {}, 0),
        (flash, {"takes_offers": True}, OFFER),
        (flash, {"takes_coupon": True}, COUPON),
        (flash, {"takes_offers": True, "takes_coupon": True}, COUPON + OFFER),
        (group, {}, 0),
        (group, {"takes_coupon": True}, COUPON),
    ],
)
def test_an_order_through_it(kind: Any, says: dict[str, bool], off: Decimal) -> None:
    make_offer(percent=10)
    mei = make_user()
    make_coupon(mei)
    deal = kind.make_running(
        make_variant(price="20.00", on_hand=9), price="15.00", allotment=5, **says
    )
    order = kind.flash_order if kind is flash else kind.group_order

    placed = order(deal, owner=mei, wish=BEST, now=NOON)

    assert (placed.goods_amount, placed.discount_amount) == (15, off)
    held = Coupon.objects.filter(order_number=placed.number)
    assert held.exists() is says.get("takes_coupon", False)
