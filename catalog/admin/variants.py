"""Variants: prices, and stock through its ledger."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.filters import StockFilter
from catalog.admin.handles import AdjustStock
from catalog.admin.ledgers import PriceLogInline, StockMoveInline
from catalog.admin.variant_forms import (
    VariantForm,
    price_changes,
    save_variant,
    variant_form,
)
from catalog.combinations import key_of
from catalog.models import Variant
from catalog.services import recombine, refresh_product
from shop.kernel.admin_handles import HasHandles, handle
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now
from shop.kernel.translations import tr
from shop.templatetags.shop import money

MONEY = ("price", "compare_at", "cost")


@admin.register(Variant)
class VariantAdmin(HasHandles):
    """New variants are made at their product, where the combinations are."""

    list_display = (
        "sku",
        "article",
        "on_hand",
        "reserved",
        "free",
        "price_now",
        "offered",
    )
    list_filter = (StockFilter, "is_active", "product__status")
    search_fields = ("sku", "barcode", "product__search_text")
    search_help_text = _("SKU, barcode, name")
    ordering = ("product__name", "position", "pk")
    readonly_fields = ("article", "on_hand", "reserved")
    inlines = (StockMoveInline, PriceLogInline)
    actions_detail = ("adjust",)
    actions_row = ("adjust",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        rows = super().get_queryset(request).select_related("product")
        return rows.prefetch_related("values__option")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who keeps the shelf does not make the prices."""
        if request.user.has_perm("catalog.change_product"):
            return self.readonly_fields
        options = variant_form(obj.product).option_fields if obj else ()
        return (*self.readonly_fields, *MONEY, *options)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        options = tuple(variant_form(obj.product).option_fields) if obj else ()
        if not request.user.has_perm("catalog.change_product"):
            options = ()
        return [
            (
                None,
                {
                    "fields": [
                        "article",
                        *([options] if options else []),
                        ("sku", "barcode"),
                        ("price", "compare_at"),
                        ("cost", "weight_g"),
                        ("low_stock_at", "position"),
                        "is_active",
                        ("on_hand", "reserved"),
                    ]
                },
            )
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: Any = None,
        **kwargs: Any,
    ) -> Any:
        kwargs["form"] = type(
            "OneVariantForm",
            (OneVariant, variant_form(obj.product if obj else None)),
            {},
        )
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description=_("article"), ordering="product__name")
    def article(self, variant: Variant) -> str:
        values = " / ".join(tr(value, "name") for value in variant.values.all())
        name = tr(variant.product, "name")
        return f"{name} · {values}" if values else name

    def shown_as(self, row: Variant) -> str:
        return f"{row.sku} · {self.article(row)} · {money(row.price)}"

    @admin.display(description=_("to sell"))
    def free(self, variant: Variant) -> SafeString:
        left = max(variant.on_hand - variant.reserved, 0)
        low = left <= variant.low_stock_at
        return tag(left, "bad" if not left else "warn" if low else "ok")

    @admin.display(description=_("price"), ordering="price")
    def price_now(self, variant: Variant) -> str:
        return money(variant.price)

    @admin.display(description=_("offered"), boolean=True, ordering="is_active")
    def offered(self, variant: Variant) -> bool:
        return variant.is_active

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        if form.is_recombined():
            recombine(product_id=obj.product_id, values={obj.pk: form.value_ids()})
        save_variant(form, at=now(), actor_id=request.user.pk or 0)
        refresh_product(obj.product_id)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: Any = None,
    ) -> Any:
        told = super().construct_change_message(request, form, formsets, add)
        line = price_changes(form)
        return [*told, line] if line else told

    @handle(_("Adjust stock"), permission="catalog.change_variant", icon="inventory_2")
    def adjust(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, AdjustStock)


class OneVariant(VariantForm):
    """A variant on a page of its own: its siblings are in the database."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and self.is_recombined():
            others = Variant.objects.filter(product_id=self.instance.product_id)
            key = key_of(self.value_ids())
            if others.exclude(pk=self.instance.pk).filter(key=key).exists():
                self.refuse_combination()
        return said
