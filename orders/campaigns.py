"""What orders answer when promotions ask: who has ordered, what a campaign came to."""

from typing import Any

from django.db.models import Count, F, Sum

from orders.models import Order, OrderDiscount
from orders.states import OrderStatus
from promotions.hooks import Numbers, Result
from shop.kernel.money import ZERO


def has_ordered(owner_id: int) -> bool:
    """Is there an order of this account that was not called off?"""
    orders = Order.objects.filter(owner=owner_id)
    return orders.exclude(status=OrderStatus.CANCELLED).exists()


def result_of(numbers: Numbers, source: str) -> Result:
    """Of those that were paid and still live.  Two queries."""
    paid = Order.objects.filter(paid_at__isnull=False)
    if numbers is None:
        reduced = OrderDiscount.objects.filter(source=source)
        paid = paid.filter(pk__in=reduced.values("order"))
    else:
        paid = paid.filter(number__in=numbers)
    orders: Any = paid.exclude(status__in=[OrderStatus.CANCELLED, OrderStatus.REFUNDED])
    figures = orders.aggregate(
        orders=Count("pk"), captured=Sum("captured"), refunded=Sum("refunded")
    )
    costs = OrderDiscount.objects.filter(order__in=orders, source=source)
    return Result(
        orders=figures["orders"],
        revenue=(figures["captured"] or ZERO) - (figures["refunded"] or ZERO),
        cost=costs.aggregate(sum=Sum(F("amount")))["sum"] or ZERO,
    )
