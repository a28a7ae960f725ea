"""Parcels of an order."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.carriers import carrier_name
from orders.models.order import Order, OrderLine


class Shipment(models.Model):
    """One parcel, handed to a carrier."""

    order = models.ForeignKey(
        Order, models.PROTECT, verbose_name=_("order"), related_name="shipments"
    )
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking_number = models.CharField(_("tracking number"), max_length=60)
    shipped_at = models.DateTimeField(_("shipped at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.carrier_name} {self.tracking_number}"

    @property
    def carrier_name(self) -> str:
        return carrier_name(self.carrier)


class ShipmentLine(models.Model):
    """How many of an order line are in a parcel."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="lines")
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
