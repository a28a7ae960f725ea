"""What an order knows of its money.  Only payments calls this, holding the order."""

from datetime import datetime
from decimal import Decimal

from catalog.services import count_sold
from orders.mails import tell
from orders.models import Order
from orders.signals import order_paid
from orders.states import Actor, OrderStatus
from shop.kernel.events import announce
from shop.kernel.fields import A


def record_capture(order: Order, *, amount: Decimal) -> None:
    """Money came in for this order, whether it settles it or not."""
    Order.objects.filter(pk=order.pk).update(captured=A("captured") + amount)


def record_refund(order: Order, *, amount: Decimal) -> None:
    """Money is set aside to go back.  The database refuses more than came in."""
    Order.objects.filter(pk=order.pk).update(refunded=A("refunded") + amount)


def take_back_refund(order: Order, *, amount: Decimal) -> None:
    """A refund failed for good: the money is still here."""
    Order.objects.filter(pk=order.pk).update(refunded=A("refunded") - amount)


def settle_order(order: Order, *, now: datetime, actor: Actor = Actor.GATEWAY) -> None:
    """The order is paid.  Announces `order_paid`.  Raises IllegalMove.

    The caller holds the order's row and has recorded the money.
    """
    order.move_to(OrderStatus.AWAITING_SHIPMENT, at=now, actor=actor)
    count_sold(order.quantities())
    tell(order, "paid", now=now)
    announce(order_paid, Order, order_id=order.pk)


def settle_free_order(order: Order, *, now: datetime) -> None:
    """Nothing to pay: the order goes the same way without a gateway."""
    settle_order(order, now=now, actor=Actor.CLOCK)
