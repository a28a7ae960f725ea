"""What the merchant says beside the goods."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.content.models import Banner
from shop.kernel.admin_base import SHOP_TIME, ModelAdmin
from shop.kernel.admin_shown import tag, thumb
from shop.kernel.admin_translations import (
    TranslatedAdminForm,
    language_fieldsets,
    translated_form,
)
from shop.kernel.clock import now

TEXTS = ("title", "text")


class BannerForm(TranslatedAdminForm):
    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        start, end = said.get("starts_at"), said.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("After the start, please."))
        return said


@admin.register(Banner)
class BannerAdmin(ModelAdmin):
    form = translated_form(Banner, *TEXTS, base=BannerForm)
    list_display = (
        "picture",
        "__str__",
        "state",
        "starts_at",
        "ends_at",
        "position",
        "is_active",
    )
    list_display_links = ("__str__",)
    list_editable = ("position", "is_active")
    search_fields = ("title", "text")
    autocomplete_fields = ("product",)
    fieldsets = [
        (
            gettext_lazy("Basics"),
            {
                "fields": ["title", "text", "image", "tone", "category", "product"],
                "classes": ["tab"],
            },
        ),
        *language_fieldsets(*TEXTS),
        (
            gettext_lazy("When and where"),
            {
                "description": SHOP_TIME,
                "fields": ["starts_at", "ends_at", "position", "is_active"],
                "classes": ["tab"],
            },
        ),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new banner comes behind the others."""
        return {"position": Banner.objects.count()}

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, banner: Banner) -> SafeString:
        return thumb(banner.image, 64)

    @admin.display(description=gettext_lazy("now"))
    def state(self, banner: Banner) -> SafeString:
        at = now()
        if not banner.is_active:
            return tag(_("off"))
        if banner.starts_at and banner.starts_at > at:
            return tag(_("later"), "info")
        if banner.ends_at and banner.ends_at <= at:
            return tag(_("over"), "warn")
        return tag(_("shown"), "ok")
