"""Coupons to test with, got the way shoppers get them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from promotions.coupons.models import Coupon, CouponTemplate
from promotions.coupons.services import claim_coupon, save_template
from promotions.coupons.states import CouponKind
from promotions.scopes import Scope
from promotions.wishes import Wish
from tests.conftest import NOON

BEST = Wish()


def make_template(
    off: str = "5.00", *, scope: Scope | None = None, **columns: Any
) -> CouponTemplate:
    """¥5 off everything, in the coupon centre since yesterday, good for a week."""
    facts = {
        "name": "Five off",
        "kind": CouponKind.AMOUNT,
        "amount": Decimal(off),
        "threshold": Decimal(0),
        "scope": scope.as_json() if scope else {},
        "claim_from": NOON - timedelta(days=1),
        "valid_days": None if "valid_until" in columns else 7,
        "in_centre": True,
    }
    return save_template(CouponTemplate(**facts | columns), columns=[])


def make_percent(
    percent: int, *, cap: str | None = None, **columns: Any
) -> CouponTemplate:
    facts = {"kind": CouponKind.PERCENT, "amount": None, "percent": percent}
    most = Decimal(cap) if cap else None
    return make_template(**facts | {"cap": most, "name": f"{percent} %"} | columns)


def make_freight(**columns: Any) -> CouponTemplate:
    facts = {"kind": CouponKind.FREIGHT, "amount": None, "name": "Free delivery"}
    return make_template(**facts | columns)


def make_coupon(
    owner: User, template: CouponTemplate | None = None, *, now: datetime = NOON
) -> Coupon:
    wanted = template or make_template()
    return claim_coupon(template_id=wanted.pk, owner_id=owner.pk, now=now)
