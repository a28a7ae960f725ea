"""Where an order stands and what happened to it, said to its buyer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from orders.states import OrderStatus

S = OrderStatus

SENTENCES: dict[str, str | Promise] = {
    S.PENDING_PAYMENT: gettext_lazy("Waiting for your payment"),
    S.AWAITING_TEAM: gettext_lazy("Paid. Waiting for the team to be complete"),
    S.AWAITING_SHIPMENT: gettext_lazy("Paid. We are packing your order"),
    S.PARTIALLY_SHIPPED: gettext_lazy("Part of your order is on its way"),
    S.SHIPPED: gettext_lazy("Your order is on its way"),
    S.RECEIVED: gettext_lazy("You have received your order"),
    S.COMPLETED: gettext_lazy("This order is completed"),
    S.CANCELLED: gettext_lazy("This order was cancelled"),
    S.REFUNDED: gettext_lazy("This order was refunded"),
}
HAS_ARRIVED = gettext_lazy("Your order has arrived")  # say its parcels, not its state
HAPPENED: dict[str, str | Promise] = {
    **SENTENCES,
    S.PENDING_PAYMENT: gettext_lazy("Order placed"),
    S.AWAITING_SHIPMENT: gettext_lazy("Payment received"),
    S.AWAITING_TEAM: gettext_lazy("Payment received, waiting for the team"),
    S.SHIPPED: gettext_lazy("Handed to the carrier"),
    S.PARTIALLY_SHIPPED: gettext_lazy("Part of it handed to the carrier"),
    S.RECEIVED: gettext_lazy("Received"),
    S.COMPLETED: gettext_lazy("Completed"),
    S.CANCELLED: gettext_lazy("Cancelled"),
    S.REFUNDED: gettext_lazy("Refunded"),
}
