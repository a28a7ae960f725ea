"""Filters of the catalogue's lists."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant


class StockFilter(SimpleListFilter):
    """Of variants, or of products that have such a variant."""

    title = _("stock")
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("low")), ("none", _("sold out")), ("some", _("to sell"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        offered = Variant.objects.filter(is_active=True)
        wanted = {
            "low": offered.filter(on_hand__lte=F("reserved") + F("low_stock_at")),
            "none": offered.filter(on_hand__lte=F("reserved")),
            "some": offered.filter(on_hand__gt=F("reserved")),
        }.get(self.value() or "")
        if wanted is None:
            return queryset
        if queryset.model is Variant:
            return queryset.filter(pk__in=wanted.values("pk"))
        return queryset.filter(pk__in=wanted.values("product_id"))
