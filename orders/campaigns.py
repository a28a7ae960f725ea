"""What orders answer when promotions ask: who has ordered, what a campaign came to."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Sum

from orders.models import Order, OrderDiscount
from orders.states import OrderStatus
from promotions.hooks import Result
from shop.kernel.money import ZERO


def has_ordered(owner_id: int) -> bool:
    """Is there an order of this account that was not called off?"""
    orders = Order.objects.filter(owner=owner_id)
    return orders.exclude(status=OrderStatus.CANCELLED).exists()


def result_of(numbers: Iterable[str | None], source: str) -> Result:
    """Of those that were paid and still live.  Two queries."""
    paid = Order.objects.filter(number__in=numbers, paid_at__isnull=False)
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
