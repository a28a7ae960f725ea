"""What somebody has claimed stays as it was promised, whatever a form has let through."""

from decimal import Decimal

import pytest

from promotions.coupons.errors import FewerThanClaimed, NotAfterClaims
from promotions.coupons.models import CouponTemplate
from promotions.coupons.services import save_template
from promotions.coupons.services.offering import PROMISED
from tests.accounts.factories import make_user
from tests.promotions.coupons.factories import make_coupon, make_template

pytestmark = pytest.mark.django_db
OTHERWISE = {
    "kind": "freight",
    "amount": Decimal(1),
    "percent": 9,
    "cap": Decimal(1),
    "threshold": Decimal(50),
    "scope": {"products": [1]},
    "new_shoppers_only": True,
}


def change(template: CouponTemplate, **columns: object) -> None:
    wanted = CouponTemplate.objects.get(pk=template.pk)
    for name, value in columns.items():
        setattr(wanted, name, value)
    save_template(wanted, columns=list(columns))


def test_what_it_is_good_for_and_how_many_there_are() -> None:
    template = make_template(total=5, per_shopper=2)
    for _ in "ab":
        make_coupon(make_user(), template)
    assert set(OTHERWISE) == set(PROMISED)

    for name, value in OTHERWISE.items():
        with pytest.raises(NotAfterClaims):
            change(template, **{name: value})
    with pytest.raises(FewerThanClaimed):
        change(template, total=1)
    change(template, total=2, per_shopper=1)

    template.refresh_from_db()
    assert (template.total, template.amount, template.most_per_shopper) == (2, 5, 2)
