"""Handing a parcel to a carrier: what is in it, with whom it goes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.carriers import NAMES, carrier_name
from orders.errors import NothingToShip, ParcelKnown
from orders.models import OrderLine
from orders.services import Parcel, ship_order
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now
from shop.kernel.errors import DomainError

OTHER = "other"
CARRIERS = [*NAMES.items(), (OTHER, gettext_lazy("another carrier"))]
WELL_FORMED = RegexValidator(
    r"^[A-Z0-9-]{5,40}$", gettext_lazy("5 to 40 letters, digits and hyphens.")
)


def as_printed(number: Any) -> str:
    """A tracking number as carriers print it: no spaces, capital letters."""
    return "".join(str(number or "").split()).upper()


class TrackingField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return as_printed(value)


class ParcelForm(HandleForm):
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


class ShipForm(ParcelForm):
    """With a number for each line, from none to all that is left of it.

    Who sends no numbers at all puts everything into the parcel.
    """

    def __init__(
        self, *args: Any, lines: Iterable[OrderLine] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"pieces_{line.pk}": line for line in lines if line.left_to_ship}
        for name, line in self.lines.items():
            self.add_field(name, _pieces_field(line))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        given = {line.pk: said.get(name) for name, line in self.lines.items()}
        if all(number is None for number in given.values()):
            said["pieces"] = None
        else:
            said["pieces"] = {pk: number or 0 for pk, number in given.items()}
            if not any(given.values()) and not self.errors:
                self.add_error(next(iter(self.lines)), str(NothingToShip.message))
        return said


def _pieces_field(line: OrderLine) -> forms.Field:
    left = line.left_to_ship
    of_them = ngettext(
        "%(left)d of %(count)d piece is left.",
        "%(left)d of %(count)d pieces are left.",
        line.quantity,
    )
    return forms.IntegerField(
        label=f"{line.name} {line.options_text}".strip(),
        help_text=of_them % {"left": left, "count": line.quantity},
        min_value=0,
        max_value=left,
        initial=left,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class Ship(Handle):
    title = gettext_lazy("Ship order")
    submit = gettext_lazy("Ship")

    def form(self, said: Any = None) -> HandleForm:
        return ShipForm(said, lines=self.row.lines.all())

    def blame(self, error: DomainError) -> str:
        return "tracking_number" if isinstance(error, ParcelKnown) else ""

    def explain(self) -> Text:
        return _(
            "A parcel to %(name)s, %(city)s, with all that is left unless you say "
            "less. Its goods leave the stock and the buyer is told."
        ) % {
            "name": self.row.name,
            "city": self.row.city or self.row.get_country_display(),
        }

    def do(self, said: dict[str, Any]) -> Text:
        ship_order(
            order_id=self.row.pk,
            parcel=Parcel(
                carrier=said["carrier"],
                tracking_number=said["tracking_number"],
                pieces=said["pieces"],
            ),
            now=now(),
            actor_id=self.staff_id,
        )
        return _(
            "Parcel of order %(number)s is on its way: %(carrier)s %(tracking)s."
        ) % {
            "number": self.row.number,
            "carrier": carrier_name(said["carrier"]),
            "tracking": said["tracking_number"],
        }
