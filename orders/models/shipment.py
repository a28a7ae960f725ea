"""Parcels of an order."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.carriers import carrier_name
from orders.models.line import OrderLine
from orders.models.order import Order
from shop.kernel.append_only import AppendOnly


class Shipment(models.Model):
    """One parcel, handed to a carrier."""

    order = models.ForeignKey(
        Order,
        models.PROTECT,
        verbose_name=_("order"),
        related_name="shipments",
        db_index=False,
    )
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking_number = models.CharField(_("tracking number"), max_length=60)
    shipped_at = models.DateTimeField(_("shipped at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "carrier", "tracking_number"],
                name="orders_shipment_number_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier_name} {self.tracking_number}"

    @property
    def carrier_name(self) -> str:
        return carrier_name(self.carrier)


class ShipmentLine(models.Model):
    """How many of an order line are in a parcel."""

    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="lines", db_index=False
    )
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="shipped")
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("parcel line")
        verbose_name_plural = _("parcel lines")
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "line"], name="orders_shipmentline_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1),
                name="orders_shipmentline_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class TrackingEvent(AppendOnly):
    """What a carrier did with a parcel; told by staff or read from the carrier."""

    class Kind(models.TextChoices):
        PICKED_UP = "picked_up", _("picked up")
        ON_THE_WAY = "on_the_way", pgettext_lazy("parcel", "on the way")
        OUT = "out", _("out for delivery")
        DELIVERED = "delivered", _("delivered")
        PROBLEM = "problem", _("a problem")

    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="tracking", db_index=False
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    place = models.CharField(_("place"), max_length=80, blank=True)
    text = models.CharField(pgettext_lazy("parcel", "text"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )

    class Meta(AppendOnly.Meta):
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "kind", "place", "text", "at"],
                name="orders_trackingevent_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}".strip()
