"""When a parcel can be expected."""

from datetime import datetime, timedelta

from cart.models import ShippingRate
from orders.models import Order
from shop.kernel.translations import tr


def delivery_window(order: Order) -> tuple[datetime, datetime] | None:
    """From when to when, counted from the payment; None where nobody knows.

    An order keeps the name of its delivery, so a rate that was renamed since is
    not found.  One query.
    """
    if order.paid_at is None:
        return None
    for rate in ShippingRate.objects.filter(zone=_zone(order.country)):
        if order.shipping_name in (rate.name, tr(rate, "name", order.language)):
            start = order.shipped_at or order.paid_at
            return (
                start + timedelta(days=rate.days_least),
                start + timedelta(days=rate.days_most),
            )
    return None


def _zone(country: str) -> str:
    home = country == "CN"
    return ShippingRate.Zone.DOMESTIC if home else ShippingRate.Zone.ABROAD
