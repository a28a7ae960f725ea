from promotions.coupons.admin.claimed import CouponAdmin
from promotions.coupons.admin.codes import CouponCodeAdmin
from promotions.coupons.admin.offers import CouponTemplateAdmin

__all__ = ["CouponAdmin", "CouponCodeAdmin", "CouponTemplateAdmin"]
