"""Which goods a campaign is about, as fields of its form in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.picking import RowsPicker
from catalog.models import Category, Product, Variant
from promotions.scopes import Scope, scope_from
from shop.kernel.admin_translations import TranslatedAdminForm
from shop.kernel.translations import tr

CATEGORIES: Any = Product._meta.get_field("categories")
PRODUCTS: Any = Variant._meta.get_field("product")
SCOPE = ("categories", "products", "not_categories", "not_products")


class Named(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return tr(obj, "name")


def _categories(label: Any, nothing: Any) -> Named:
    picker = RowsPicker(CATEGORIES, admin.site, nothing=nothing)
    rows = Category.objects.all()
    return Named(label=label, queryset=rows, required=False, widget=picker)


def _products(label: Any, nothing: Any) -> Named:
    picker = RowsPicker(PRODUCTS, admin.site, nothing=nothing)
    rows = Product.objects.exclude(status=Product.Status.ARCHIVED)
    return Named(label=label, queryset=rows, required=False, widget=picker)


class ScopeForm(TranslatedAdminForm):
    """Reads and writes a row's `scope`."""

    categories = _categories(gettext_lazy("Categories"), gettext_lazy("All"))
    products = _products(gettext_lazy("Products"), gettext_lazy("All"))
    not_categories = _categories(gettext_lazy("But not"), gettext_lazy("No category"))
    not_products = _products(gettext_lazy("Nor"), gettext_lazy("No product"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_from(self.instance.scope)
        for name in SCOPE:
            self.initial.setdefault(name, sorted(getattr(scope, name)))

    @property
    def said_scope(self) -> Scope:
        said = self.cleaned_data
        return Scope(
            **{name: frozenset(row.pk for row in said.get(name, ())) for name in SCOPE}
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        scope = self.said_scope
        if scope.products & scope.not_products:
            self.add_error("not_products", _("A product is in it or is not."))
        if scope.categories & scope.not_categories:
            self.add_error("not_categories", _("A category is in it or is not."))
        return said

    def _post_clean(self) -> None:
        super()._post_clean()
        if all(name in self.cleaned_data for name in SCOPE):
            self.instance.scope = self.said_scope.as_json()
