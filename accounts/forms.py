"""Shape and type of what people type about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import (
    get_language,
    get_language_info,
    gettext,
    pgettext_lazy,
)
from django.utils.translation import gettext_lazy as _

from accounts import phones
from accounts.models import Address, User
from accounts.regions import PROVINCES

PROVINCE_NAMES = {name for name, _label in PROVINCES}
HOME = "CN"


def _province_choices() -> list[tuple[str, Any]]:
    return [("", _("Choose")), *PROVINCES]


class AddressForm(forms.ModelForm):
    """Where a parcel goes; the address book and the checkout ask the same.

    `province` is a select of the mainland's provinces, `region` its free-text twin
    for everywhere else; the stylesheet shows the one that fits the country, and a
    client that sends a foreign region as `province` is understood as well.
    """

    region = forms.CharField(
        label=pgettext_lazy("part of a country", "State or region"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )

    class Meta:
        model = Address
        fields = [
            "name",
            "phone",
            "country",
            "province",
            "region",
            "city",
            "district",
            "detail",
            "postal_code",
        ]
        labels = {
            "province": _("Province"),
            "detail": _("Street, building, flat"),
        }
        error_messages = {
            "name": {"required": _("Enter the name for the parcel.")},
            "phone": {"required": _("Enter a phone number for the courier.")},
            "detail": {"required": _("Enter street and house.")},
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(
                attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
            ),
            "country": forms.Select(attrs={"autocomplete": "country"}),
            "province": forms.Select(
                attrs={"autocomplete": "address-level1"},
                choices=lazy(_province_choices, list)(),
            ),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "district": forms.TextInput(attrs={"autocomplete": "address-level3"}),
            "detail": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postal_code": forms.TextInput(
                attrs={"autocomplete": "postal-code", "autocapitalize": "characters"}
            ),
        }

    field_order = [
        "name",
        "phone",
        "country",
        "province",
        "region",
        "city",
        "district",
        "detail",
        "postal_code",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        self.fields["country"].required = False  # not sent means at home
        self.fields["province"].widget.attrs.pop("maxlength", None)
        for field in self.fields.values():
            field.widget.attrs.setdefault("enterkeyhint", "next")
        self.fields["postal_code"].widget.attrs["enterkeyhint"] = "done"
        if self.instance.country != HOME:
            self.initial["region"] = self.initial.pop("province", "")

    def clean_country(self) -> str:
        return self.cleaned_data["country"] or HOME

    def clean_phone(self) -> str:
        phone = phones.for_courier(self.cleaned_data["phone"])
        if phone is None:
            raise forms.ValidationError(
                _(
                    "Enter a mobile number of 11 digits, or + with country code "
                    "and number, like +44 7700 900123."
                )
            )
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("country", HOME) == HOME:
            self._clean_mainland(cleaned)
        else:
            self._clean_abroad(cleaned)
        return cleaned

    def _clean_mainland(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("province") not in PROVINCE_NAMES:
            self.add_error("province", gettext("Choose a province."))
        self._demand(cleaned, "city", gettext("Enter the city."))

    def _clean_abroad(self, cleaned: dict[str, Any]) -> None:
        sent = cleaned.get("province", "")
        cleaned["province"] = cleaned.get("region") or (
            "" if sent in PROVINCE_NAMES else sent
        )
        cleaned["district"] = ""
        self._demand(cleaned, "city", gettext("Enter the city."))
        self._demand(cleaned, "postal_code", gettext("Enter the postal code."))

    def _demand(self, cleaned: dict[str, Any], name: str, message: str) -> None:
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, message)

    def address_fields(self) -> dict[str, str]:
        """What a valid form says, for `save_address` or an order."""
        return {
            name: self.cleaned_data[name]
            for name in self.Meta.fields
            if name != "region"
        }


class AddressBookForm(AddressForm):
    """The same, and whether it is to be the default."""

    default = forms.BooleanField(label=_("Use as my default address"), required=False)


class ProfileForm(forms.ModelForm):
    """How somebody is called, and the language of their pages and mails."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[
            (code, get_language_info(code)["name_local"])
            for code, _name in settings.LANGUAGES
        ],
    )

    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {
            "name": forms.TextInput(
                attrs={"autocomplete": "name", "enterkeyhint": "done"}
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        self.initial["language"] = self.instance.language or get_language()
