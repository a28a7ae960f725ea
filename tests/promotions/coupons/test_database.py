"""What no path can do, as the database itself refuses it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from promotions.coupons.models import Coupon, CouponCode, CouponTemplate
from promotions.coupons.services import add_shared_code
from promotions.coupons.states import MOVES, CouponStatus, before
from tests.accounts.factories import make_user
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_coupon, make_template

pytestmark = pytest.mark.django_db

REFUSED: list[tuple[type, dict[str, Any]]] = [
    (CouponTemplate, {"total": 0}),
    (CouponTemplate, {"claimed": 9}),
    (CouponTemplate, {"amount": None}),
    (CouponTemplate, {"amount": Decimal(0)}),
    (CouponTemplate, {"kind": "percent"}),
    (CouponTemplate, {"kind": "percent", "percent": 100}),
    (CouponTemplate, {"threshold": Decimal(-1)}),
    (CouponTemplate, {"cap": Decimal(0)}),
    (CouponTemplate, {"per_shopper": 2}),
    (CouponTemplate, {"valid_days": None}),
    (CouponTemplate, {"valid_until": NOON}),
    (CouponTemplate, {"claim_until": NOON - timedelta(days=9)}),
    (CouponCode, {"uses": 2}),
    (CouponCode, {"most_uses": 0}),
    (CouponCode, {"uses": 1, "withdrawn_at": NOON}),
    (Coupon, {"status": "lost"}),
    (Coupon, {"status": "held"}),
    (Coupon, {"order_number": "A1"}),
    (Coupon, {"slot": 0}),
    (Coupon, {"valid_until": NOON - timedelta(days=9)}),
]


@pytest.mark.parametrize(("model", "columns"), REFUSED)
def test_refuses(model: Any, columns: dict[str, Any]) -> None:
    template = make_template(total=8)
    make_coupon(make_user(), template)
    add_shared_code(template_id=template.pk, text="HELLO", most_uses=1, now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**columns)


def test_one_order_holds_one_coupon() -> None:
    first, second = (make_coupon(make_user()) for _ in "ab")
    held = {"status": CouponStatus.HELD, "order_number": "A1"}
    Coupon.objects.filter(pk=first.pk).update(**held)

    with pytest.raises(IntegrityError), transaction.atomic():
        Coupon.objects.filter(pk=second.pk).update(**held)


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(CouponStatus)
    assert {status: set(before(status)) for status in CouponStatus} == {
        CouponStatus.UNUSED: {"held", "used"},
        CouponStatus.HELD: {"unused", "expired"},
        CouponStatus.USED: {"held"},
        CouponStatus.EXPIRED: {"unused", "held", "used"},
    }
