"""The demo shop's coupons: one to claim, one for new shoppers, one by a code."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from promotions.coupons.models import CouponTemplate
from promotions.coupons.services import add_shared_code, claim_coupon, save_template
from promotions.coupons.states import CouponKind

CODE = "TEATIME"
SHOPPER = "tom@example.com"
COUPONS: list[dict[str, Any]] = [
    {
        "name": "Ten percent for the table",
        "translations": {"zh-hans": {"name": "餐桌九折"}},
        "kind": CouponKind.PERCENT,
        "percent": 10,
        "cap": Decimal(60),
        "threshold": Decimal(200),
        "by_code": True,
    },
    {
        "name": "Welcome",
        "translations": {"zh-hans": {"name": "新人礼"}},
        "kind": CouponKind.AMOUNT,
        "amount": Decimal(20),
        "threshold": Decimal(100),
        "new_shoppers_only": True,
        "at_sign_up": True,
        "in_centre": True,
    },
    {
        "name": "Delivery is on us",
        "translations": {"zh-hans": {"name": "运费我们出"}},
        "kind": CouponKind.FREIGHT,
        "total": 500,
        "in_centre": True,
    },
]


def fill_coupons(now: datetime) -> None:
    """Idempotent: nothing is added where there is a coupon already."""
    if CouponTemplate.objects.exists():
        return
    made = [_make(columns, now) for columns in COUPONS]
    add_shared_code(template_id=made[0].pk, text=CODE, most_uses=None, now=now)
    shopper = User.objects.filter(email=SHOPPER).first()
    if shopper is not None:
        claim_coupon(template_id=made[-1].pk, owner_id=shopper.pk, now=now)


def _make(columns: dict[str, Any], now: datetime) -> CouponTemplate:
    since = now - timedelta(days=1)
    template = CouponTemplate(claim_from=since, valid_days=30, **columns)
    return save_template(template, columns=[])
