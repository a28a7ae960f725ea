"""Articles: one page for everything a merchant says about one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.filters import StockFilter
from catalog.admin.handles import Archive, MakeVariants, PutOnSale
from catalog.admin.product_inlines import ImageInline, OptionInline, VariantInline
from catalog.admin.variant_forms import VariantFormSet, price_changes
from catalog.models import Product
from catalog.services import refresh_product
from shop.kernel.admin_base import widgets
from shop.kernel.admin_handles import HasHandles, handle
from shop.kernel.admin_shown import price_range, tag, thumb
from shop.kernel.admin_translations import (
    TranslatedAdminForm,
    language_fieldsets,
    translated_form,
)
from shop.kernel.clock import now
from shop.kernel.words import listed

Status = Product.Status
TONES = {Status.ACTIVE: "ok", Status.DRAFT: "info", Status.ARCHIVED: ""}
TEXTS = ("name", "summary", "description", "brand")


class WordsField(forms.CharField):
    """A list of words, typed with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        text = str(value or "").replace("，", ",").replace("、", ",")
        words = (" ".join(word.split()) for word in text.split(","))
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        if any(len(word) > 60 for word in value) or len(value) > 30:
            raise forms.ValidationError(_("At most 30 tags of 60 letters."))

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))


class ProductForm(TranslatedAdminForm):
    tags = WordsField(
        label=_("Tags"),
        required=False,
        help_text=_("Words with commas between them."),
        widget=widgets.UnfoldAdminTextInputWidget,
    )


@admin.register(Product)
class ProductAdmin(HasHandles):
    form = translated_form(Product, *TEXTS, base=ProductForm)
    list_display = ("picture", "title", "state", "prices", "stock", "shelves")
    list_display_links = ("title",)
    list_filter = ("status", StockFilter, "categories", "is_featured")
    search_fields = ("search_text", "variants__barcode")
    search_help_text = _("Name, SKU, barcode, tag")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("categories", "attribute_values")
    inlines = (ImageInline, OptionInline, VariantInline)
    actions = ("put_on_sale", "archive_all")
    actions_detail = ("make_variants", "sell", "archive")
    fieldsets = [
        (
            _("Basics"),
            {
                "fields": ["name", "slug", "status", "summary", "brand"],
                "classes": ["tab"],
            },
        ),
        (_("Description"), {"fields": ["description"], "classes": ["tab"]}),
        *language_fieldsets(*TEXTS),
        (
            _("Shelves"),
            {
                "fields": [
                    "categories",
                    "attribute_values",
                    "tags",
                    "is_featured",
                    "published_at",
                ],
                "classes": ["tab"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related("images", "categories", "variants")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has variants has a history: it is archived instead."""
        allowed = super().has_delete_permission(request, obj)
        if isinstance(obj, Product):
            return allowed and not obj.variants.all()
        return False if obj is None else allowed

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or obj.status == Status.DRAFT:
            return None
        return reverse("catalog:product", args=[obj.slug])

    # --- the list -------------------------------------------------------------

    @admin.display(description=_("picture"))
    def picture(self, product: Product) -> SafeString:
        first = next(iter(product.images.all()), None)
        return thumb(first.file if first else "")

    @admin.display(description=_("name"), ordering="name")
    def title(self, product: Product) -> str:
        return str(product)

    @admin.display(description=_("status"), ordering="status")
    def state(self, product: Product) -> SafeString:
        return tag(product.get_status_display(), TONES[Product.Status(product.status)])

    @admin.display(description=_("price"), ordering="price_from")
    def prices(self, product: Product) -> str:
        return price_range(v.price for v in product.variants.all() if v.is_active)

    @admin.display(description=_("to sell"))
    def stock(self, product: Product) -> SafeString:
        offered = [v for v in product.variants.all() if v.is_active]
        left = sum(v.sellable for v in offered)
        low = any(v.sellable <= v.low_stock_at for v in offered)
        tone = "bad" if not left else "warn" if low else ""
        return tag(left, tone) if tone else format_html("{}", left)

    @admin.display(description=_("category"))
    def shelves(self, product: Product) -> str:
        return listed(map(str, product.categories.all())) or "–"

    # --- saving ---------------------------------------------------------------

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        if change:  # variants before their product, as everywhere
            list(obj.variants.select_for_update().order_by("pk"))
        super().save_model(request, obj, form, change)
        if obj.status == Status.ACTIVE and obj.published_at is None:
            obj.published_at = now()
            obj.save(update_fields=["published_at"])

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        super().save_related(request, form, formsets, change)
        refresh_product(form.instance.pk)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: Any = None,
    ) -> Any:
        told = super().construct_change_message(request, form, formsets, add)
        variants = (f for f in formsets if isinstance(f, VariantFormSet))
        rows = (row for formset in variants for row in formset.initial_forms)
        return told + [line for row in rows if (line := price_changes(row))]

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay with the new product: there is more to say."""
        said = request.POST.copy()
        said["_continue"] = "1"
        request.POST = said  # type: ignore[assignment]
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        product = kwargs.get("obj")
        if product and request.method == "GET":
            self._hint(request, product)
        return super().render_change_form(request, context, *args, **kwargs)

    def _hint(self, request: HttpRequest, product: Product) -> None:
        """What is still missing before anybody can buy it."""
        variants = product.variants.all()
        if not variants and product.options.exists():
            text = _("Save your options, then press “Make variants”.")
        elif not any(variant.is_active for variant in variants):
            text = _("Nobody can buy this yet: no variant of it is offered.")
        elif not any(variant.on_hand for variant in variants):
            text = _("There is no stock yet. Open a variant to adjust it.")
        else:
            return
        messages.info(request, text)

    # --- handles --------------------------------------------------------------

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action == "make_variants":
            return bool(row.options.exists())
        if action == "sell":
            return row.status != Status.ACTIVE
        return row.status != Status.ARCHIVED

    @handle(_("Make variants"), permission="catalog.add_variant", icon="grid_view")
    def make_variants(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, MakeVariants)

    @handle(_("Put on sale"), permission="catalog.change_product", icon="storefront")
    def sell(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, PutOnSale)

    @handle(_("Archive"), permission="catalog.change_product", icon="archive")
    def archive(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Archive)

    @admin.action(description=_("Put on sale"), permissions=["change"])
    def put_on_sale(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._each(request, products, PutOnSale)

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive_all(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._each(request, products, Archive)

    def _each(
        self, request: HttpRequest, products: QuerySet[Product], kind: Any
    ) -> None:
        count = 0
        for product in products:
            self.log_change(request, product, str(kind(request, product).do({})))
            count += 1
        text = ngettext(
            "%(count)d product changed.", "%(count)d products changed.", count
        )
        messages.success(request, text % {"count": count})
