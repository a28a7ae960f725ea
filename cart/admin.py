"""What delivery costs, as the merchant sets it."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cart.models import ShippingRate
from shop.kernel.admin_base import ModelAdmin
from shop.kernel.admin_translations import TranslatedAdminForm, beside, translated_form
from shop.templatetags.shop import money


class RateForm(TranslatedAdminForm):
    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        least, most = said.get("days_least"), said.get("days_most")
        if least is not None and most is not None and least > most:
            self.add_error("days_most", _("Not fewer days than at least."))
        return said


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
    fields = (
        tuple(beside("name")),
        ("code", "zone"),
        ("fee", "free_from"),
        ("days_least", "days_most"),
        ("position", "is_active"),
    )

    @admin.display(description=gettext_lazy("fee"), ordering="fee")
    def price(self, rate: ShippingRate) -> str:
        return money(rate.fee)

    @admin.display(description=gettext_lazy("free from"), ordering="free_from")
    def free(self, rate: ShippingRate) -> str:
        return money(rate.free_from) or "–"

    @admin.display(description=gettext_lazy("days"))
    def days(self, rate: ShippingRate) -> str:
        return f"{rate.days_least}–{rate.days_most}"
