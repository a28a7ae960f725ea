"""A variant's form: plain columns are saved, price and combination go to services."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.combinations import ids_of, key_of
from catalog.errors import CombinationTaken, WasPriceTooHigh
from catalog.models import OptionValue, Product, Variant
from catalog.services import add_variant, check_was_price, recombine, set_price
from shop.kernel.admin_base import InlineFormSet, changed_columns, widgets
from shop.kernel.clock import now
from shop.kernel.translations import tr
from shop.templatetags.shop import money

PRICES = ("price", "compare_at")
ONE_VARIANT = gettext_lazy("A product without options has one variant only.")


class VariantForm(forms.ModelForm):
    """`option_fields` are made by `variant_form` from the product's options."""

    option_fields: ClassVar[dict[str, set[int]]] = {}

    class Meta:
        model = Variant
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value_ids in self.option_fields.items():
            chosen = value_ids & set(ids_of(self.instance.key))
            self.initial[name] = next(iter(chosen), None)

    def value_ids(self) -> list[int]:
        chosen = (self.cleaned_data.get(name) for name in self.option_fields)
        return [pk for pk in chosen if pk]

    def is_recombined(self) -> bool:
        return any(name in self.changed_data for name in self.option_fields)

    def is_repriced(self) -> bool:
        return any(name in self.changed_data for name in PRICES)

    def refuse_combination(self) -> None:
        field = next(iter(self.option_fields), "sku")
        text = CombinationTaken.message if self.option_fields else ONE_VARIANT
        self.add_error(field, str(text))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        price, was = said.get("price"), said.get("compare_at")
        if price is not None and was is not None and self.is_repriced():
            if was <= price:
                self.add_error("compare_at", _("Higher than the price, or nothing."))
            elif self.instance.pk:
                self._check_was(price, was)
        return said

    def _check_was(self, price: Any, was: Any) -> None:
        try:
            check_was_price(
                variant_id=self.instance.pk, price=price, compare_at=was, now=now()
            )
        except WasPriceTooHigh as error:
            self.add_error("compare_at", str(error))


def variant_form(product: Product | None) -> type[VariantForm]:
    """A form with one choice for each option of the product that has values."""
    fields: dict[str, forms.Field] = {}
    owned: dict[str, set[int]] = {}
    values = OptionValue.objects.none()
    if product:
        values = (
            OptionValue.objects.filter(option__product=product)
            .select_related("option")
            .order_by("option__position", "option_id", "position", "pk")
        )
    choices: dict[int, list[OptionValue]] = {}
    for value in values:
        choices.setdefault(value.option_id, []).append(value)
    for option_id, of_option in choices.items():
        name = f"option_{option_id}"
        owned[name] = {value.pk for value in of_option}
        fields[name] = forms.TypedChoiceField(
            label=tr(of_option[0].option, "name"),
            coerce=int,
            empty_value=None,
            choices=[("", "–"), *((v.pk, tr(v, "name")) for v in of_option)],
            widget=widgets.UnfoldAdminSelectWidget,
        )
    return type("VariantForm", (VariantForm,), {"option_fields": owned, **fields})


def save_variant(form: Any, *, at: datetime, actor_id: int) -> None:
    """Write what a form changed of an existing variant, and nothing else.

    Raises CombinationTaken, WasPriceTooHigh.
    """
    variant = form.instance
    columns = [name for name in changed_columns(form) if name not in PRICES]
    if columns:
        variant.save(update_fields=columns)
    if form.is_repriced():
        said = form.cleaned_data
        set_price(
            variant_id=variant.pk,
            price=said.get("price", variant.price),
            compare_at=said.get("compare_at"),
            now=at,
            actor_id=actor_id,
        )


def price_changes(form: Any) -> dict[str, Any] | None:
    """The audit's line about a price: before and after."""
    if not form.instance.pk or not form.is_repriced():
        return None
    fields = [
        f"{money(form.initial.get(name)) or '–'} → {money(form.cleaned_data.get(name)) or '–'}"
        for name in PRICES
        if name in form.changed_data
    ]
    name: str | Promise = _("price")
    return {
        "changed": {"name": str(name), "object": form.instance.sku, "fields": fields}
    }


class VariantFormSet(InlineFormSet):
    """All variants of a product."""

    actor_id: ClassVar[int]
    clock = staticmethod(now)

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", None)
            if said and not form.errors:
                key = key_of(form.value_ids())
                if key in seen:
                    form.refuse_combination()
                seen.add(key)

    def save_existing_objects(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        moved = {
            form.instance.pk: form.value_ids()
            for form in self.initial_forms
            if form.is_recombined()
        }
        if commit and moved:
            recombine(product_id=self.instance.pk, values=moved)
        return super().save_existing_objects(commit)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        if commit:
            save_variant(form, at=self.clock(), actor_id=self.actor_id)
        return form.instance

    def save_new(self, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        if not commit:
            return super().save_new(form, commit=False)
        columns = {
            name: value
            for name, value in form.cleaned_data.items()
            if name
            in ("sku", "barcode", "cost", "weight_g", "low_stock_at", "is_active")
        }
        form.instance = add_variant(
            product_id=self.instance.pk,
            value_ids=form.value_ids(),
            price=form.cleaned_data["price"],
            compare_at=form.cleaned_data.get("compare_at"),
            now=self.clock(),
            actor_id=self.actor_id,
            **columns,
        )
        return form.instance
