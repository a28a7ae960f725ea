"""What describes products: kinds of description, and their values."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Attribute, AttributeValue, Product
from catalog.services import refresh_product
from shop.kernel.admin_base import ModelAdmin, TabularInline
from shop.kernel.admin_translations import beside, translated_form


def refresh_products_of(value_ids: list[int]) -> None:
    """Products are found by the words of their attributes."""
    found = Product.objects.filter(attribute_values__in=value_ids).distinct()
    for product_id in found.values_list("pk", flat=True):
        refresh_product(product_id)


class AttributeValueInline(TabularInline):
    model = AttributeValue
    form = translated_form(AttributeValue, "value")
    fields = (*beside("value"), "slug")
    prepopulated_fields = {"slug": ("value",)}
    hide_title = True
    per_page = 50


@admin.register(Attribute)
class AttributeAdmin(ModelAdmin):
    form = translated_form(Attribute, "name")
    list_display = ("__str__", "slug", "is_filter", "position")
    list_editable = ("position",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = (tuple(beside("name")), "slug", "is_filter", "position")
    inlines = (AttributeValueInline,)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        super().save_related(request, form, formsets, change)
        changed = [
            row.pk for formset in formsets for row, _why in formset.changed_objects
        ]
        refresh_products_of(changed)


@admin.register(AttributeValue)
class AttributeValueAdmin(ModelAdmin):
    """Here for the product's form, which looks values up."""

    form = translated_form(AttributeValue, "value")
    list_display = ("value", "attribute")
    list_filter = ("attribute",)
    list_select_related = ("attribute",)
    search_fields = ("value", "attribute__name")
    search_help_text = _("Value, attribute")
    prepopulated_fields = {"slug": ("value",)}
    fields = ("attribute", *beside("value"), "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("attribute")

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        super().save_model(request, obj, form, change)
        if change:
            refresh_products_of([obj.pk])
