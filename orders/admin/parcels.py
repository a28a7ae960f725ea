"""Parcels: what left the house, when and with whom."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders.carriers import carrier_name
from orders.models import Shipment, ShipmentLine
from shop.kernel.admin_base import ReadOnlyInline, Window


class ShipmentLineInline(ReadOnlyInline):
    model = ShipmentLine
    fields = readonly_fields = ("article", "quantity")

    @admin.display(description=_("article"))
    def article(self, row: ShipmentLine) -> str:
        return f"{row.line.name} {row.line.options_text}".strip()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("line").order_by("pk")


class CarrierFilter(admin.AllValuesFieldListFilter):
    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | {"display": carrier_name(str(choice["display"]))}


@admin.register(Shipment)
class ShipmentAdmin(Window):
    list_display = ("tracking_number", "by_whom", "order", "shipped_at", "actor")
    list_filter = (("carrier", CarrierFilter),)
    list_select_related = ("order", "actor")
    search_fields = ("tracking_number__iexact", "order__number__iexact")
    search_help_text = _("Tracking number, order")
    fields = readonly_fields = (
        "order",
        "by_whom",
        "tracking_number",
        "shipped_at",
        "actor",
    )
    inlines = (ShipmentLineInline,)

    @admin.display(description=_("carrier"), ordering="carrier")
    def by_whom(self, parcel: Shipment) -> str:
        return parcel.carrier_name
