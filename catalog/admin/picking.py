"""Articles picked by what is typed, in forms of whichever app."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from catalog.models import Variant
from shop.kernel.admin_base import TabularInline
from shop.kernel.admin_fields import RowPicker, only_ids


class ArticlePicker(RowPicker):
    """Says what to type while it is empty; a screen reader has no other name for it."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-placeholder": gettext("SKU, barcode, name")}


class RowsPicker(AutocompleteSelectMultiple):
    """Several rows; without any it says what that means."""

    def __init__(self, *args: Any, nothing: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nothing = nothing

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-placeholder": str(self.nothing), "data-width": "100%"}

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, only_ids(value), attrs)


class PickedVariant(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        variants: Any = admin.site.get_model_admin(Variant)
        return str(variants.shown_as(obj))


class PicksArticles:
    """A window, or rows, whose variants are picked by what is typed."""

    admin_site: Any

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.related_model is Variant:
            kwargs |= {
                "form_class": PickedVariant,
                "widget": ArticlePicker(db_field, self.admin_site),
                "queryset": Variant.objects.select_related("product").prefetch_related(
                    "values__option"
                ),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ArticleInline(PicksArticles, TabularInline):
    """Rows of articles."""

    autocomplete_fields = picked = ("variant",)
    hide_title = True

    @admin.display(description=gettext_lazy("article"))
    def article(self, row: Any) -> str:
        """Of a row whose variant can't be changed."""
        variants: Any = admin.site.get_model_admin(Variant)
        return f"{variants.article(row.variant)} · {row.variant.sku}"
