"""Shape of what shoppers send about coupons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from promotions.coupons.codes import LONGEST


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Coupon code"),
        max_length=2 * LONGEST,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "done",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
