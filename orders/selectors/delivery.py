"""When a parcel can be expected."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cart.models import ShippingRate
from orders.models import Order
from orders.states import OrderStatus
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr


def delivery_window(order: Order) -> tuple[datetime, datetime] | None:
    """From when to when, counted from the payment; None where nobody knows, as while a
    team is not complete.  One query."""
    if order.paid_at is None or order.status == OrderStatus.AWAITING_TEAM:
        return None
    for rate in _rates(zone=ShippingRate.zone_of(order.country).value):
        if _is_of(rate, order):
            start = order.shipped_at or order.paid_at
            return (
                start + timedelta(days=rate.days_least),
                start + timedelta(days=rate.days_most),
            )
    return None


@prepared
def _rates(zone: str) -> QuerySet[ShippingRate]:
    return ShippingRate.objects.filter(zone=zone)


def _is_of(rate: ShippingRate, order: Order) -> bool:
    """Orders of the first days keep only the name of their delivery."""
    if order.shipping_code:
        return rate.code == order.shipping_code
    return order.shipping_name in (rate.name, tr(rate, "name", order.language))
