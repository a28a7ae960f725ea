"""Shape and type of what is sent to a basket."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from cart.errors import BadQuantity, DealOver
from cart.models import MOST_PIECES
from promotions.wishes import Deal

LARGEST_ID = 2**63 - 1
OPTION = re.compile(r"option_([0-9]{1,18})")
DEAL = re.compile(r"([a-z]{1,10}):([0-9]{1,18})(?::([A-Za-z0-9]{1,20}))?")
USUAL = "usual"
IDENTIFIER = re.compile(r"[0-9]{1,18}")


def _bad_quantity() -> str:
    return str(BadQuantity(MOST_PIECES))


class QuantityForm(forms.Form):
    """How many; whatever is no number from 1 to what a line holds gets one answer."""

    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=MOST_PIECES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            lazy(_bad_quantity, str)(),
        ),
    )

    @property
    def message(self) -> str:
        return str(self.errors["quantity"][0])


class AddForm(QuantityForm):
    """A product with its options, or a variant."""

    product = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    deal = forms.CharField(required=False, max_length=60)

    @property
    def wanted_deal(self) -> Deal | None:
        """`flash:12`, `group:3`, `group:3:TEAMCODE`; what is no deal is none."""
        return deal_from(self.cleaned_data.get("deal") or "")


class OtherWayForm(forms.Form):
    """Another way to buy a line: through a deal, or as `usual`, which is None."""

    deal = forms.CharField(required=False, max_length=60)

    def clean_deal(self) -> Deal | None:
        said = self.cleaned_data["deal"]
        deal = deal_from(said)
        if deal is None and said != USUAL:
            raise forms.ValidationError(self.message)
        return deal

    @property
    def message(self) -> str:
        return str(DealOver())


class RestoreForm(QuantityForm):
    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)


class SelectForm(forms.Form):
    """Tick or untick one line; without a line, all of them."""

    line = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    selected = forms.TypedChoiceField(
        choices=[("1", "1"), ("0", "0")], coerce=lambda text: text == "1"
    )


def deal_from(text: str) -> Deal | None:
    found = DEAL.fullmatch(text)
    if found is None:
        return None
    kind, number, team = found.groups(default="")
    return Deal(kind=kind, id=int(number), team=team)


def picked_values(data: QueryDict) -> dict[int, int]:
    """`{option id: value id}` of the fields `option_<id>`; odd ones are left out."""
    found: dict[int, int] = {}
    for name, value in data.items():
        option, chosen = OPTION.fullmatch(name), _text(value).strip()
        if option and IDENTIFIER.fullmatch(chosen):
            found[int(option[1])] = int(chosen)
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
