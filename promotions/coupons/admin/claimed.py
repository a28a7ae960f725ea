"""Coupons that somebody has."""

from django.contrib import admin

from promotions.coupons.models import Coupon
from shop.kernel.admin_base import Window


@admin.register(Coupon)
class CouponAdmin(Window):
    list_display = (
        "template",
        "owner",
        "way",
        "status",
        "order_number",
        "claimed_at",
        "valid_until",
    )
    list_filter = ("status", "way")
    list_select_related = ("template", "owner")
    search_fields = ("=order_number", "owner__email", "owner__phone", "template__name")
