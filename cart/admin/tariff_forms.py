"""The figures of a tariff as a form: everywhere else, and for regions of its own."""

from collections import Counter
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.regions import COUNTRIES, HOME, PROVINCES, region_label
from cart.freight import Basis
from cart.models import MOST_PIECES, RegionTariff, ShippingRate
from shop.kernel.admin_base import InlineFormSet
from shop.kernel.admin_translations import TranslatedAdminForm
from shop.kernel.words import listed

LEAST_GRAMS = 10
HELP = {
    "first_units": gettext_lazy(
        "What the first fee covers. By weight in grams: 1000 is a kilogram. By piece "
        "the number of pieces."
    ),
    "extra_fee": gettext_lazy("0: nothing is added, however much is sent."),
    "extra_units": gettext_lazy(
        "Each started portion of this size costs the further fee."
    ),
    "free_from": gettext_lazy(
        "The goods, discounts taken off, cost this much or more. Empty: never."
    ),
    "free_pieces": gettext_lazy("As many pieces or more. Empty: never."),
}
Zone = ShippingRate.Zone
REGIONS = {
    Zone.DOMESTIC: dict(PROVINCES),
    Zone.ABROAD: {code: name for code, name in COUNTRIES if code != HOME},
}


def _choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    return [(zone, list(regions.items())) for zone, regions in REGIONS.items()]


class RegionBoxes(forms.CheckboxSelectMultiple):
    """A box for each region, folded; the stylesheet shows those of the rate's zone."""

    template_name = "cart/admin/regions.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        chosen = [
            option["label"]
            for _name, options, _index in groups
            for option in options
            if option["selected"]
        ]
        return context | {
            "chosen": chosen,
            "nothing": _("Choose regions"),
            "label": _("Regions"),
        }


def explain(form: forms.BaseForm) -> None:
    for name, text in HELP.items():
        if name in form.fields:
            form.fields[name].help_text = text


def check_units(form: forms.BaseForm, basis: str) -> None:
    """A kilogram typed as 1, or as 1000 pieces, would cost somebody dearly."""
    for name in ("first_units", "extra_units"):
        units = form.cleaned_data.get(name)
        if units is None:
            continue
        if basis == Basis.WEIGHT and units < LEAST_GRAMS:
            form.add_error(name, _("In grams: 1000 is a kilogram."))
        if basis == Basis.PIECES and units > MOST_PIECES:
            text = _("In pieces: %(most)d at most.") % {"most": MOST_PIECES}
            form.add_error(name, text)


class RateForm(TranslatedAdminForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain(self)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        least, most = said.get("days_least"), said.get("days_most")
        if least is not None and most is not None and least > most:
            self.add_error("days_most", _("Not fewer days than at least."))
        check_units(self, said.get("basis", ""))
        return said


class RegionTariffForm(forms.ModelForm):
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"),
        choices=lazy(_choices, list)(),
        widget=RegionBoxes,
        error_messages={"required": gettext_lazy("Choose at least one region.")},
    )

    class Meta:
        model = RegionTariff
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain(self)
        if "fee" in self.fields:
            self.fields["fee"].required = False
        if self.instance.pk:
            listed = self.instance.regions.all()
            self.initial["regions"] = [row.region for row in listed]

    def clean(self) -> dict[str, Any]:
        """Where nothing is delivered a fee says nothing."""
        said = super().clean() or self.cleaned_data
        if said.get("fee") is None and "fee" not in self.errors:
            if said.get("is_delivered"):
                self.add_error("fee", _("Enter the fee, or 0."))
            else:
                said["fee"] = 0
        return said


class RegionTariffFormSet(InlineFormSet):
    """All tariffs of a rate.  A region has one of them at most."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A new tariff counts as the rate does, until somebody says otherwise."""
        kwargs = super().get_form_kwargs(index)
        if index is None or index >= self.initial_form_count():
            names = ("first_units", "extra_units")
            kwargs["initial"] = {name: getattr(self.instance, name) for name in names}
        return kwargs

    def clean(self) -> None:
        super().clean()
        taken: Counter[str] = Counter()
        for form in self.said_forms():
            if form.cleaned_data.get("is_delivered"):
                check_units(form, self.instance.basis)
            regions = form.cleaned_data.get("regions", [])
            self._refuse(
                form,
                [region for region in regions if taken[region]],
                gettext_lazy("{regions}: in another tariff of this delivery already."),
            )
            self._refuse(
                form,
                [region for region in regions if region not in self._of_zone()],
                gettext_lazy("{regions}: not in the zone of this delivery."),
            )
            taken.update(regions)

    def said_forms(self) -> list[Any]:
        """Those that are kept and say something."""
        gone = self.deleted_forms
        return [
            form
            for form in self.forms
            if form not in gone and getattr(form, "cleaned_data", None)
        ]

    def changed_regions(self) -> dict[int, list[str]]:
        """After saving: `{tariff id: regions}` of those whose regions were changed."""
        return {
            form.instance.pk: form.cleaned_data["regions"]
            for form in self.said_forms()
            if form.instance.pk and "regions" in form.changed_data
        }

    def _of_zone(self) -> dict[str, Any]:
        return REGIONS.get(Zone(self.instance.zone), {})

    def _refuse(self, form: Any, regions: list[str], text: Any) -> None:
        if regions:
            named = listed(region_label(region) for region in regions)
            form.add_error("regions", format_lazy(text, regions=named))
