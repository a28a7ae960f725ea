"""What staff do with an order, as far as it has nothing to do with money."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.carriers import NAMES, carrier_name
from orders.services import Parcel, ship_order
from orders.services.notes import add_note
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now

OTHER = "other"
CARRIERS = [*NAMES.items(), (OTHER, gettext_lazy("another carrier"))]
WELL_FORMED = RegexValidator(
    r"^[A-Z0-9-]{5,40}$", gettext_lazy("5 to 40 letters, digits and hyphens.")
)


class TrackingField(forms.CharField):
    """As carriers print it: no spaces, capital letters."""

    def to_python(self, value: Any) -> str:
        return "".join(str(value or "").split()).upper()


class ShipForm(HandleForm):
    carrier = forms.ChoiceField(
        label=gettext_lazy("Carrier"), choices=[("", "–"), *CARRIERS]
    )
    other_carrier = forms.CharField(
        label=gettext_lazy("Name of another carrier"), max_length=60, required=False
    )
    tracking_number = TrackingField(
        label=gettext_lazy("Tracking number"),
        validators=[WELL_FORMED],
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("carrier") == OTHER:
            said["carrier"] = " ".join(said.get("other_carrier", "").split())
            if not said["carrier"]:
                self.add_error("other_carrier", _("Which carrier?"))
        return said


class Ship(Handle):
    title = gettext_lazy("Ship order")
    submit = gettext_lazy("Ship")
    form_class = ShipForm

    def explain(self) -> Text:
        return _(
            "The whole order goes into one parcel to %(name)s, %(city)s. The goods "
            "leave the stock and the buyer is told."
        ) % {
            "name": self.row.name,
            "city": self.row.city or self.row.get_country_display(),
        }

    def do(self, said: dict[str, Any]) -> Text:
        ship_order(
            order_id=self.row.pk,
            parcel=Parcel(
                carrier=said["carrier"], tracking_number=said["tracking_number"]
            ),
            now=now(),
            actor_id=self.staff_id,
        )
        return _("Order %(number)s is on its way with %(carrier)s, %(tracking)s.") % {
            "number": self.row.number,
            "carrier": carrier_name(said["carrier"]),
            "tracking": said["tracking_number"],
        }


class NoteForm(HandleForm):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For the shop only; the buyer does not see it."),
    )


class Note(Handle):
    title = gettext_lazy("Add a note")
    submit = gettext_lazy("Save note")
    form_class = NoteForm

    def do(self, said: dict[str, Any]) -> Text:
        add_note(
            order_id=self.row.pk, text=said["text"], now=now(), actor_id=self.staff_id
        )
        return _("Note written down.")
