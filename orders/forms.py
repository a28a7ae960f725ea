"""Shape and type of what buyers send about an order, from the check-out on."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Address
from cart.models import MOST_LINES, MOST_PIECES
from promotions.wishes import Wish

LINE = re.compile(r"([0-9]{1,18}):([0-9]{1,3})")
NEW = "new"
NO_AMOUNT = Decimal(-1)
NONE = "none"
NUMBER = re.compile(r"[0-9]{1,9}")
BEYOND = Decimal(10) ** 12
HOME = "CN"
TAX_NUMBER_AT_HOME = re.compile(r"[0-9A-Z]{15,20}")
TAX_NUMBER_ABROAD = re.compile(r"[0-9A-Z][0-9A-Z./-]{3,29}")


class AddressChoiceForm(forms.Form):
    """`address` is the id of an entry of `book`, or `new`."""

    address = forms.CharField(label=gettext_lazy("Address"), required=False)

    def __init__(self, *args: Any, book: Sequence[Address] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        self.book = book

    def clean_address(self) -> str:
        chosen = self.cleaned_data["address"]
        if not self.book or chosen == NEW:
            return NEW
        if chosen not in {str(address.pk) for address in self.book}:
            raise forms.ValidationError(_("Choose an address."))
        return chosen


class CheckoutForm(AddressChoiceForm):
    """Everything but the new address: which address, how, and what is to be said."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "email",
                "inputmode": "email",
                "enterkeyhint": "next",
            }
        ),
    )
    shipping = forms.CharField(
        label=gettext_lazy("Delivery"),
        max_length=40,
        error_messages={"required": gettext_lazy("Choose a delivery.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for us"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class FindForm(forms.Form):
    """An order by its number, and by who ordered it."""

    number = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter the order number.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    contact = forms.CharField(
        label=gettext_lazy("Phone or e-mail"),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter the phone or e-mail.")},
        help_text=gettext_lazy("The one you gave with the order."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False

    def clean_number(self) -> str:
        return re.sub(r"[\s\-]", "", self.cleaned_data["number"]).upper()


class InvoiceForm(forms.Form):
    """To whom an invoice is written.  `country` is where the order goes to."""

    PERSON, COMPANY = "person", "company"

    kind = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        choices=[
            (PERSON, pgettext_lazy("invoice", "A person")),
            (COMPANY, pgettext_lazy("invoice", "A company")),
        ],
        widget=forms.RadioSelect,
        initial=PERSON,
        error_messages={"required": gettext_lazy("Choose a person or a company.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Name on the invoice"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "enterkeyhint": "next"}),
    )
    tax_number = forms.CharField(
        label=gettext_lazy("Tax number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "next",
            }
        ),
    )
    address = forms.CharField(
        label=gettext_lazy("Address on the invoice"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, country: str = HOME, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        self.country = country

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_tax_number(self) -> str:
        """Companies have one; what a person typed there is not printed."""
        if self.cleaned_data.get("kind") != self.COMPANY:
            return ""
        number = "".join(self.cleaned_data["tax_number"].split()).upper()
        if not number:
            raise forms.ValidationError(_("Enter the company's tax number."))
        if self.country == HOME:
            if not TAX_NUMBER_AT_HOME.fullmatch(number):
                raise forms.ValidationError(
                    _("A tax number has 15 to 20 letters and digits.")
                )
        elif not TAX_NUMBER_ABROAD.fullmatch(number):
            raise forms.ValidationError(
                _("Enter the tax number as it is registered, up to 30 characters.")
            )
        return number


def lines_from(texts: Sequence[str]) -> dict[int, int]:
    """`["12:2", "15:1"]` as `{12: 2, 15: 1}`; nothing at all when one is odd."""
    found: dict[int, int] = {}
    for text in texts[: MOST_LINES + 1]:
        match = LINE.fullmatch(text)
        if match is None or not 1 <= int(match[2]) <= MOST_PIECES:
            return {}
        found[int(match[1])] = int(match[2])
    return found if len(found) <= MOST_LINES else {}


def amount_from(text: str) -> Decimal:
    """The total that was seen; an odd one equals no total there is."""
    try:
        amount = Decimal(text[:30])
    except InvalidOperation:
        return NO_AMOUNT
    return amount if amount.is_finite() and 0 <= amount < BEYOND else NO_AMOUNT


def wish_from(sent: Mapping[str, Any]) -> Wish:
    """`coupon`: the id of one, `none`, or nothing for the best; `points` to redeem.
    What is no number is no wish."""
    coupon, points = (str(sent.get(name, "")).strip() for name in ("coupon", "points"))
    return Wish(
        coupon_id=int(coupon) if NUMBER.fullmatch(coupon) else None,
        is_best=not coupon,
        points=int(points) if NUMBER.fullmatch(points) else 0,
    )
