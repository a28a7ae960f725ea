"""The category tree, shown as a tree."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from catalog.services import refresh_product
from shop.kernel.admin_base import ChangeList, ModelAdmin
from shop.kernel.admin_shown import thumb
from shop.kernel.admin_translations import (
    TranslatedAdminForm,
    language_fieldsets,
    translated_form,
)

DEEPEST = 5
TEXTS = ("name", "description")
SEARCHED = {"name", "parent", "translations"}


class CategoryForm(TranslatedAdminForm):
    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        if parent is None:
            return None
        if self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError(_("A category can't lie within itself."))
        if parent.path.count("/") >= DEEPEST:
            raise forms.ValidationError(
                _("Categories go %(deepest)d levels deep at most.")
                % {"deepest": DEEPEST}
            )
        return parent


class TreeList(ChangeList):
    """Each category below its parent, siblings in their order."""

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> Any:
        ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(tree_order())]
        rows = super().get_queryset(request, **kwargs)
        return (
            rows.order_by(Case(*ranks, output_field=IntegerField())) if ranks else rows
        )


def tree_order() -> list[int]:
    """The ids of all categories as one reads a tree."""
    children: dict[int | None, list[int]] = {}
    rows = Category.objects.order_by("position", "name", "pk")
    for pk, parent_id in rows.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    return list(_walk(children, None))


def _walk(children: dict[int | None, list[int]], parent: int | None) -> Iterator[int]:
    for pk in children.get(parent, []):
        yield pk
        yield from _walk(children, pk)


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    form = translated_form(Category, *TEXTS, base=CategoryForm)
    list_display = ("branch", "picture", "product_count", "position", "is_visible")
    list_editable = ("position", "is_visible")
    list_per_page = 500
    ordering = ("path",)
    sortable_by = ()
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = [
        (
            _("Basics"),
            {
                "fields": [
                    "name",
                    "slug",
                    "parent",
                    "description",
                    "image",
                    ("position", "is_visible"),
                ],
                "classes": ["tab"],
            },
        ),
        *language_fieldsets(*TEXTS),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(held=Count("products"))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TreeList

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("catalog:category", args=[obj.slug]) if obj else None

    @admin.display(description=_("name"))
    def branch(self, category: Category) -> SafeString:
        return format_html(
            '<span class="shop-branch shop-branch--{}">{}</span>',
            max(category.path.count("/") - 1, 0),
            category,
        )

    @admin.display(description=_("picture"))
    def picture(self, category: Category) -> SafeString:
        return thumb(category.image)

    @admin.display(description=_("products"))
    def product_count(self, category: Any) -> int:
        return int(category.held)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        """What a product is found by contains the names above it."""
        super().save_model(request, obj, form, change)
        fields = getattr(form, "translated_fields", {})
        if change and any(n in SEARCHED or n in fields for n in form.changed_data):
            obj.refresh_from_db(fields=["path"])
            shelves = Category.objects.within(obj)
            for product in Product.objects.filter(categories__in=shelves).distinct():
                refresh_product(product.pk)
