"""Shape and type of what buyers choose on the way to a payment."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.reasons import CancelReason
from payments.gateways.base import Gateway


class MethodForm(forms.Form):
    """One of the ways to pay that are offered in this browser."""

    gateway = forms.ChoiceField(
        label=_("Way of payment"),
        error_messages={
            "required": _("Choose a way of payment."),
            "invalid_choice": _(
                "This way of payment is not available. Please choose another."
            ),
        },
    )

    def __init__(self, *args: Any, offered: Sequence[Gateway], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gateway"].choices = [(one.code, one.label) for one in offered]  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why? It helps us to do better."),
        choices=CancelReason,
        widget=forms.RadioSelect,
        initial=CancelReason.CHANGED_MIND,
        error_messages={"required": _("Choose a reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
