"""What delivery costs, as the merchant sets it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cart.admin.tariff_forms import RateForm, RegionTariffForm, RegionTariffFormSet
from cart.freight import Tariff
from cart.freight_words import examples, fee_in_words, threshold_in_words
from cart.models import RegionTariff, ShippingRate
from cart.services import set_regions
from shop.kernel.admin_base import ModelAdmin, StackedInline
from shop.kernel.admin_translations import beside, translated_form

FIGURES = (
    ("fee", "first_units"),
    ("extra_fee", "extra_units"),
    ("free_from", "free_pieces"),
    "costs",
)


def costs_of(tariff: Tariff) -> SafeString:
    """What some parcels cost, side by side."""
    return format_html_join(
        " ",
        '<span class="shop-tag">{}: <b>{}</b></span>',
        examples(tariff),
    )


class RegionTariffInline(StackedInline):
    model = RegionTariff
    form = RegionTariffForm
    formset = RegionTariffFormSet
    fields = ("regions", "is_delivered", *FIGURES)
    readonly_fields = ("costs",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegionTariff]:
        rows = super().get_queryset(request)
        return rows.select_related("rate").prefetch_related("regions")

    @admin.display(description=gettext_lazy("For example"))
    def costs(self, row: RegionTariff) -> str:
        """Of the figures that were saved."""
        if row.pk is None:
            return _("Shown once it is saved.")
        if not row.is_delivered:
            return _("Not delivered there.")
        return costs_of(row.tariff_by(row.rate.basis))


@admin.register(ShippingRate)
class ShippingRateAdmin(ModelAdmin):
    form = translated_form(ShippingRate, "name", base=RateForm)
    list_display = (
        "__str__",
        "zone",
        "price",
        "free",
        "days",
        "position",
        "is_active",
    )
    list_editable = ("position", "is_active")
    list_filter = ("zone", "is_active")
    inlines = (RegionTariffInline,)
    readonly_fields = ("costs",)
    fieldsets = [
        (
            None,
            {
                "fields": (
                    tuple(beside("name")),
                    ("code", "zone"),
                    ("days_least", "days_most"),
                    ("position", "is_active"),
                )
            },
        ),
        (
            gettext_lazy("What it costs"),
            {
                "fields": ("basis", *FIGURES),
                "description": gettext_lazy(
                    "Everywhere in the zone, but for the regions below."
                ),
            },
        ),
    ]

    @admin.display(description=gettext_lazy("fee"), ordering="fee")
    def price(self, rate: ShippingRate) -> str:
        return fee_in_words(rate.tariff)

    @admin.display(description=gettext_lazy("free from"), ordering="free_from")
    def free(self, rate: ShippingRate) -> str:
        return threshold_in_words(rate.tariff) or "–"

    @admin.display(description=gettext_lazy("days"))
    def days(self, rate: ShippingRate) -> str:
        return f"{rate.days_least}–{rate.days_most}"

    @admin.display(description=gettext_lazy("For example"))
    def costs(self, rate: ShippingRate) -> str:
        """Of the figures that were saved."""
        return costs_of(rate.tariff) if rate.pk else _("Shown once it is saved.")

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            set_regions(rate_id=form.instance.pk, regions=formset.changed_regions())
