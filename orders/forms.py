"""Shape and type of what a check-out or a search for an order is sent with."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Address
from cart.models import MOST_LINES, MOST_PIECES

LINE = re.compile(r"([0-9]{1,18}):([0-9]{1,3})")
NEW = "new"
NO_AMOUNT = Decimal(-1)
BEYOND = Decimal(10) ** 12


class CheckoutForm(forms.Form):
    """Everything but the new address: which address, how, and what is to be said.

    `address` is the id of an entry of `book`, or `new`.
    """

    address = forms.CharField(label=gettext_lazy("Address"), required=False)
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
