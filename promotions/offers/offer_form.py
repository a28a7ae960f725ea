"""What the merchant types of an offer; each kind asks for its own figures."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Variant
from promotions.offers.rule import Kind
from promotions.scope_form import ScopeForm
from shop.kernel.admin_base import InlineFormSet
from shop.kernel.clock import now
from shop.kernel.money import written

HELP = {
    "threshold": gettext_lazy("What the goods have to cost at least. 0: anything."),
    "percent": gettext_lazy(
        "Off the goods; of a set off its cheaper pieces, where 100 is free."
    ),
    "pieces": gettext_lazy("How many make a set, or are paid in full."),
    "cheaper_pieces": gettext_lazy(
        "How many more are cheaper: 2 pieces and 1 free are three for the price of two."
    ),
    "set_price": gettext_lazy("What all pieces of a set cost together."),
    "combines": gettext_lazy(
        "Two offers are on the same goods only if both combine. Else the one that saves "
        "the shopper more counts."
    ),
    "priority": gettext_lazy(
        "Decides where two offers save the same; higher is first."
    ),
}


class OfferForm(ScopeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self._check_time(said)
        kind = said.get("kind")
        if kind == Kind.PERCENT:
            self._demand("percent", least=1, most=99)
        elif kind == Kind.CHEAPER:
            self._demand("percent", least=1, most=100)
            self._demand("pieces", least=1, most=999)
            self._demand("cheaper_pieces", least=1, most=999)
        elif kind == Kind.SET:
            self._demand("pieces", least=2, most=999)
            said["cheaper_pieces"] = 0
            self._check_set_price(said)
        elif kind == Kind.GIFT:
            self._check_gift(said)
        return said

    def _check_time(self, said: dict[str, Any]) -> None:
        start, end = said.get("starts_at"), said.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("After the start, please."))
        elif end and "ends_at" in self.changed_data and end <= now():
            self.add_error("ends_at", _("Not in the past, please."))

    def _demand(self, name: str, *, least: int, most: int) -> None:
        number = self.cleaned_data.get(name)
        if number is not None and not least <= number <= most:
            text = gettext_lazy("From {least} to {most}, please.")
            self.add_error(name, format_lazy(text, least=least, most=most))

    def _check_set_price(self, said: dict[str, Any]) -> None:
        """A set that is dearer than its pieces would never be given."""
        price, pieces = said.get("set_price"), said.get("pieces")
        if price is None or not pieces:
            return
        if price <= 0:
            self.add_error("set_price", _("More than nothing, please."))
            return
        dearest = _dearest(self.said_scope.products)
        if dearest is not None and price >= dearest * pieces:
            text = _(
                "%(count)d of these goods cost %(amount)s at most without the offer."
            )
            facts = {"count": pieces, "amount": written(dearest * pieces)}
            self.add_error("set_price", text % facts)

    def _check_gift(self, said: dict[str, Any]) -> None:
        gift, quantity = said.get("gift_variant"), said.get("gift_quantity")
        if gift is None:
            if "gift_variant" not in self.errors:
                self.add_error("gift_variant", _("Choose what is given."))
        elif not Variant.objects.offered().filter(pk=gift.pk).exists():
            self.add_error("gift_variant", _("This article is not offered."))
        elif gift.sellable < (quantity or 1):
            self.add_error("gift_variant", _("This article is sold out."))
        if quantity is not None and quantity < 1:
            self.add_error("gift_quantity", _("At least one, please."))


def _dearest(products: frozenset[int]) -> Decimal | None:
    goods = Variant.objects.offered()
    if products:
        goods = goods.filter(product__in=products)
    found: Decimal | None = goods.aggregate(price=Max("price"))["price"]
    return found


class TierForm(forms.ModelForm):
    """Each tier saves less than is spent."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        spend, saved = said.get("spend"), said.get("save_amount")
        if saved is not None and saved <= 0:
            self.add_error("save_amount", _("More than nothing, please."))
        elif saved is not None and spend is not None and saved >= spend:
            self.add_error("save_amount", _("Less than what is spent, please."))
        return said


class TierFormSet(InlineFormSet):
    """The tiers of an offer: each saves more than the one below."""

    def validate_unique(self) -> None:
        """`clean` says it at the field."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if self._is_kept(form)]
        rows.sort(key=lambda form: form.cleaned_data["spend"])
        for lower, higher in pairwise(rows):
            if _figures(higher)[0] == _figures(lower)[0]:
                higher.add_error("spend", _("There is a tier of this amount already."))
            elif _figures(higher)[1] <= _figures(lower)[1]:
                higher.add_error("save_amount", _("More than the tier below, please."))

        is_told = any(self.errors)
        if self.instance.kind == Kind.TIERS and not rows and not is_told:
            raise ValidationError(
                _("Say at least once what is spent and what is saved.")
            )

    def _is_kept(self, form: Any) -> bool:
        said = getattr(form, "cleaned_data", None) or {}
        figures = (said.get("spend"), said.get("save_amount"))
        return form not in self.deleted_forms and None not in figures


def _figures(form: Any) -> tuple[Decimal, Decimal]:
    said = form.cleaned_data
    return said["spend"], said["save_amount"]
