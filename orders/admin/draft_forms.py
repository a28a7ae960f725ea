"""What staff type while the buyer talks: anything may come later, nothing may be odd."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import PROVINCE_NAMES, AddressForm
from cart.models import MOST_PIECES, ShippingRate
from cart.selectors import way_to
from orders.models import DraftLine, OrderDraft
from shop.kernel.admin_handles import dress


class DraftForm(AddressForm):
    """The buyer's own address form, without its demands."""

    language = forms.ChoiceField(
        label=_("Language of the buyer"),
        choices=[
            (code, get_language_info(code)["name_local"])
            for code, _name in settings.LANGUAGES
        ],
        initial=settings.LANGUAGE_CODE,
    )
    shipping_code = forms.ChoiceField(label=_("Delivery"), required=False)

    class Meta(AddressForm.Meta):
        model = OrderDraft  # type: ignore[assignment]
        fields = [
            *AddressForm.Meta.fields,
            "email",
            "language",
            "shipping_code",
            "note",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shipping_code"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *_offers(),
        ]
        for name, field in self.fields.items():
            field.required = name == "language"
            dress(field)

    def clean_phone(self) -> str:
        return super().clean_phone() if self.cleaned_data["phone"] else ""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        code = cleaned.get("shipping_code")
        place = {name: cleaned.get(name) or "" for name in ("country", "province")}
        if code and way_to(place, code=code) is None:
            self.add_error("shipping_code", gettext("This delivery does not go there."))
        return cleaned

    def _clean_mainland(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("province") and cleaned["province"] not in PROVINCE_NAMES:
            self.add_error("province", gettext("Choose a province."))

    def _demand(self, cleaned: dict[str, Any], name: str, message: str) -> None:
        """Nothing yet: the page says what is missing."""


def _offers() -> list[tuple[str, str]]:
    """Every way; whether it goes there is known once the place is."""
    rates = ShippingRate.objects.filter(is_active=True)
    return [(rate.code, f"{rate} · {rate.get_zone_display()}") for rate in rates]


class DraftLineForm(forms.ModelForm):
    quantity = forms.IntegerField(
        label=_("Pieces"), min_value=1, max_value=MOST_PIECES, initial=1
    )

    class Meta:
        model = DraftLine
        fields = ["variant", "quantity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields["quantity"])
