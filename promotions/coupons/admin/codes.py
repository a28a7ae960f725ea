"""Codes, found by what somebody reads from a card."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from promotions.coupons.codes import digest
from promotions.coupons.models import CouponCode
from shop.kernel.admin_base import Window


@admin.register(CouponCode)
class CouponCodeAdmin(Window):
    list_display = ("__str__", "template", "uses", "most_uses", "made_at")
    list_select_related = ("template",)
    search_fields = ("text",)
    search_help_text = gettext_lazy("The whole code")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> Any:
        """Only their digests are kept, so a code is found whole or not at all."""
        if not search_term:
            return queryset, False
        return queryset.filter(digest=digest(search_term)), False
