"""The coupon centre says how much is left, and what is all gone comes last."""

import pytest

from promotions.coupons.selectors import coupon_centre
from tests.accounts.factories import make_user
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_coupon, make_template

pytestmark = pytest.mark.django_db


def test_of_the_real_number_and_nothing_only_once_nothing_is_left() -> None:
    make_template(name="many")
    few = make_template(name="few", total=3)
    last = make_template(name="last", total=1)
    for template in (few, last):
        make_coupon(make_user(), template)

    offers = coupon_centre(now=NOON)

    assert [(one.ticket.name, one.left, one.is_gone) for one in offers] == [
        ("few", 67, False),
        ("many", None, False),
        ("last", 0, True),
    ]
