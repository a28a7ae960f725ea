"""Coupons: what is offered, the codes that bring one, and each one that was claimed."""

from promotions.coupons.models.code import CouponCode
from promotions.coupons.models.coupon import Coupon
from promotions.coupons.models.notice import Silence
from promotions.coupons.models.template import MOST_FOR_ONE, CouponTemplate

__all__ = ["MOST_FOR_ONE", "Coupon", "CouponCode", "CouponTemplate", "Silence"]
