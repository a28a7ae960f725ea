"""Parcels: what left the house, when and with whom, and where it was seen."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.admin.shipping import OTHER, ParcelForm
from orders.admin.slips import print_slips, slip_of_parcel
from orders.carriers import NAMES, carrier_name
from orders.errors import ParcelKnown, SeenTooEarly
from orders.models import Shipment, ShipmentLine, TrackingEvent
from orders.services import Sighting, correct_parcel, note_sighting
from shop.kernel.admin_base import ReadOnlyInline, Window
from shop.kernel.admin_handles import Handle, HandleForm, HasHandles, Text, handle
from shop.kernel.admin_shown import moment
from shop.kernel.clock import now
from shop.kernel.errors import DomainError

MINUTE = "%Y-%m-%dT%H:%M"


class KnownSighting(DomainError):
    message = gettext_lazy("That was written down before.")


class SightingForm(HandleForm):
    kind = forms.ChoiceField(
        label=pgettext_lazy("parcel", "What happened"),
        choices=TrackingEvent.Kind.choices,
    )
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("On the shop's own clock."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=80, required=False)
    text = forms.CharField(
        label=gettext_lazy("More about it"), max_length=200, required=False
    )

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at > now():
            raise forms.ValidationError(_("This has not happened yet."))
        return at


class Sight(Handle):
    title = gettext_lazy("Tracking event")
    submit = gettext_lazy("Write down")
    form_class = SightingForm

    def blame(self, error: DomainError) -> str:
        return "at" if isinstance(error, SeenTooEarly) else ""

    def explain(self) -> Text:
        return _(
            "The buyer sees this on the order's page, at the parcel %(parcel)s."
        ) % {"parcel": self.row}

    def initial(self) -> dict[str, Any]:
        return {"at": localtime(now()), "kind": TrackingEvent.Kind.ON_THE_WAY}

    def do(self, said: dict[str, Any]) -> Text:
        sighting = Sighting(**said | {"kind": TrackingEvent.Kind(said["kind"])})
        is_new = note_sighting(
            shipment_id=self.row.pk, sighting=sighting, actor_id=self.staff_id
        )
        if not is_new:
            raise KnownSighting
        return _("%(parcel)s: %(what)s, %(at)s.") % {
            "parcel": self.row,
            "what": sighting.kind.label,
            "at": moment(sighting.at),
        }


class Correct(Handle):
    title = gettext_lazy("Correct carrier or number")
    submit = gettext_lazy("Correct")
    form_class = ParcelForm

    def blame(self, error: DomainError) -> str:
        return "tracking_number" if isinstance(error, ParcelKnown) else ""

    def explain(self) -> Text:
        return _("The buyer sees the right number; a note of the order keeps the old.")

    def initial(self) -> dict[str, Any]:
        carrier = self.row.carrier
        known = carrier in NAMES
        return {
            "carrier": carrier if known else OTHER,
            "other_carrier": "" if known else carrier,
            "tracking_number": self.row.tracking_number,
        }

    def do(self, said: dict[str, Any]) -> Text:
        old = str(self.row)
        parcel = correct_parcel(
            shipment_id=self.row.pk,
            carrier=said["carrier"],
            tracking_number=said["tracking_number"],
            now=now(),
            actor_id=self.staff_id,
        )
        return f"{old} → {parcel}"


class ShipmentLineInline(ReadOnlyInline):
    model = ShipmentLine
    fields = readonly_fields = ("article", "quantity")

    @admin.display(description=gettext_lazy("article"))
    def article(self, row: ShipmentLine) -> str:
        return f"{row.line.name} {row.line.options_text}".strip()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("line").order_by("pk")


class TrackingInline(ReadOnlyInline):
    model = TrackingEvent
    fields = readonly_fields = ("at", "kind", "place", "text", "actor")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor")


class CarrierFilter(admin.AllValuesFieldListFilter):
    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | {"display": carrier_name(str(choice["display"]))}


@admin.register(Shipment)
class ShipmentAdmin(HasHandles, Window):
    empty_hint = gettext_lazy(
        "A parcel is handed over on the page of its order, or for many orders at once."
    )
    list_display = ("tracking_number", "by_whom", "order", "shipped_at", "delivered_at")
    list_filter = (
        ("carrier", CarrierFilter),
        ("delivered_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("order", "actor")
    search_fields = ("tracking_number__iexact", "order__number__iexact")
    search_help_text = gettext_lazy("Tracking number, order")
    fields = readonly_fields = (
        "order",
        "by_whom",
        "tracking_number",
        "shipped_at",
        "delivered_at",
        "actor",
    )
    inlines = (ShipmentLineInline, TrackingInline)
    actions_detail = ("sight", "correct", "packing_slip")

    @admin.display(description=gettext_lazy("carrier"), ordering="carrier")
    def by_whom(self, parcel: Shipment) -> str:
        return parcel.carrier_name

    def _back(self, request: HttpRequest, row: Any) -> HttpResponse:
        """To the order's page, where the parcel is shown."""
        url = reverse("admin:orders_order_change", args=[row.order_id])
        return HttpResponseRedirect(f"{url}#parcel-{row.pk}")

    @handle(
        gettext_lazy("Tracking event"),
        permission="orders.add_trackingevent",
        icon="add_location",
    )
    def sight(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Sight)

    @handle(
        gettext_lazy("Correct number"),
        permission="orders.change_shipment",
        icon="edit",
    )
    def correct(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Correct)

    @handle(
        gettext_lazy("Packing slip"), permission="orders.view_shipment", icon="print"
    )
    def packing_slip(self, request: HttpRequest, object_id: str) -> HttpResponse:
        parcel = self.row_or_404(request, object_id)
        return print_slips(request, [slip_of_parcel(parcel)])
