"""The states of an order and the moves between them (domain §5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    PENDING_PAYMENT = "pending_payment", _("waiting for payment")
    AWAITING_TEAM = "awaiting_team", _("waiting for the team")
    AWAITING_SHIPMENT = "awaiting_shipment", _("waiting for shipment")
    PARTIALLY_SHIPPED = "partially_shipped", _("partly shipped")
    SHIPPED = "shipped", _("shipped")
    RECEIVED = "received", _("received")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
    REFUNDED = "refunded", _("refunded")


S = OrderStatus

MOVES: dict[str, frozenset[str]] = {
    S.PENDING_PAYMENT: frozenset({S.AWAITING_SHIPMENT, S.AWAITING_TEAM, S.CANCELLED}),
    S.AWAITING_TEAM: frozenset({S.AWAITING_SHIPMENT, S.CANCELLED}),
    S.AWAITING_SHIPMENT: frozenset({S.PARTIALLY_SHIPPED, S.SHIPPED, S.CANCELLED}),
    S.PARTIALLY_SHIPPED: frozenset({S.SHIPPED, S.REFUNDED}),
    S.SHIPPED: frozenset({S.RECEIVED, S.REFUNDED}),
    S.RECEIVED: frozenset({S.COMPLETED, S.REFUNDED}),
    S.COMPLETED: frozenset({S.REFUNDED}),
    S.CANCELLED: frozenset({S.AWAITING_SHIPMENT}),  # revived by late money
    S.REFUNDED: frozenset(),
}

BEFORE_SHIPPING = frozenset({S.PENDING_PAYMENT, S.AWAITING_TEAM, S.AWAITING_SHIPMENT})
HOLDING_STOCK = frozenset(
    {S.PENDING_PAYMENT, S.AWAITING_TEAM, S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPED}
)


class Actor(models.TextChoices):
    """Who moved an order."""

    BUYER = "buyer", _("buyer")
    STAFF = "staff", _("shop")
    GATEWAY = "gateway", _("payment")
    CLOCK = "clock", _("time-out")
