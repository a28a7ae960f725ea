"""What belongs to a product: pictures, options with their values, variants."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.variant_forms import VariantFormSet, variant_form
from catalog.models import Option, OptionValue, Product, ProductImage, Variant
from shop.kernel.admin_base import InlineFormSet, StackedInline, TabularInline, widgets
from shop.kernel.admin_translations import (
    TranslatedAdminForm,
    beside,
    translated_form,
)


class ImageInline(TabularInline):
    model = ProductImage
    form = translated_form(ProductImage, "alt")
    fields = ("file", *beside("alt"), "value", "position")
    ordering_field = "position"
    hide_ordering_field = True
    hide_title = True
    tab = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, **kwargs)
        if "value" in made.form.base_fields:
            made.form.base_fields["value"] = _shown_value(obj)
        return made


def _shown_value(product: Product | None) -> forms.Field:
    """Which of the product's own values a picture shows.  One query for all rows."""
    values = OptionValue.objects.none()
    if product:
        values = OptionValue.objects.filter(option__product=product)
    known = {str(value.pk): value for value in values.select_related("option")}
    return forms.TypedChoiceField(
        label=_("Shows"),
        required=False,
        coerce=lambda pk: known.get(str(pk)),
        empty_value=None,
        choices=[("", _("the product")), *((pk, str(v)) for pk, v in known.items())],
        widget=widgets.UnfoldAdminSelectWidget(attrs={"aria-label": _("Shows")}),
    )


class KeepsUsed(InlineFormSet):
    """A row that variants are made of can't be removed."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and self.is_used(form.instance):
                raise ValidationError(
                    _("“%(name)s” can't be removed: there are variants of it.")
                    % {"name": form.instance}
                )

    def is_used(self, row: Any) -> bool:
        raise NotImplementedError


class ValueFormSet(KeepsUsed):
    def is_used(self, row: OptionValue) -> bool:
        return row.variants.exists()


class OptionFormSet(KeepsUsed):
    def is_used(self, row: Option) -> bool:
        return Variant.objects.filter(values__option=row).exists()


class ValueForm(TranslatedAdminForm):
    swatch = forms.CharField(
        label=_("Swatch"),
        required=False,
        max_length=7,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Like #b8c3a4."))],
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"placeholder": "#b8c3a4"}),
    )


class ValueInline(TabularInline):
    model = OptionValue
    form = translated_form(OptionValue, "name", base=ValueForm)
    formset = ValueFormSet
    fields = (*beside("name"), "swatch", "position")
    ordering_field = "position"
    hide_ordering_field = True
    hide_title = True
    verbose_name = _("value")
    verbose_name_plural = _("values")


class OptionInline(StackedInline):
    model = Option
    form = translated_form(Option, "name")
    formset = OptionFormSet
    fields = (*beside("name"), "kind", "position")
    ordering_field = "position"
    hide_ordering_field = True
    inlines = (ValueInline,)
    tab = True


class VariantInline(TabularInline):
    model = Variant
    formset = VariantFormSet
    show_change_link = True
    can_delete = False
    tab = True
    readonly_fields = ("shelf", "reserved")

    @admin.display(description=_("on hand"))
    def shelf(self, variant: Variant) -> SafeString:
        """The number, and the way to change it."""
        if variant.pk is None:
            return SafeString("–")
        url = reverse("admin:catalog_variant_adjust", args=[variant.pk])
        return format_html(
            '<a class="shop-link" href="{}">{}</a>', url, variant.on_hand
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        options = list(variant_form(obj).option_fields)
        stock = self.readonly_fields if obj else ()
        return [
            *options,
            "sku",
            "price",
            "compare_at",
            *stock,
            "is_active",
            "cost",
            "barcode",
            "weight_g",
        ]

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseModelFormSet]:
        kwargs["form"] = variant_form(obj)
        made = super().get_formset(request, obj, **kwargs)
        return type("VariantFormSet", (made,), {"actor_id": request.user.pk})

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new product has no values yet to tell two variants apart."""
        return 200 if obj else 1
