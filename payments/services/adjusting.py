"""Another price for an unpaid order, when nobody can pay the old one any more."""

from datetime import datetime

from django.db import transaction

from orders import services as orders
from orders.models import Order
from orders.services import Adjustment
from payments.errors import BeingPaid
from payments.services.asking import ask_about_order


def adjust_price(
    *, order_id: int, adjustment: Adjustment, now: datetime, actor_id: int | None
) -> Order:
    """Close what is open at the gateways, then change the price.

    Money that came in the last moment settles the order at the old price instead.
    Raises GatewayAway, BeingPaid (the buyer has started a new payment in between),
    IllegalMove, AlreadyAdjusted, BadAdjustment; then the price is as it was.
    """
    ask_about_order(order_id=order_id, now=now, closing=True)
    with transaction.atomic():
        order = Order.objects.locked().get(pk=order_id)
        if order.attempts.open().exists():
            raise BeingPaid
        return orders.adjust_price(
            order_id=order_id, adjustment=adjustment, now=now, actor_id=actor_id
        )
