"""What staff write down about an order, for themselves."""

from datetime import datetime

from django.db import transaction

from orders.models import Order, OrderEvent
from orders.states import Actor


@transaction.atomic
def add_note(*, order_id: int, text: str, now: datetime, actor_id: int) -> None:
    """Write an event that moves nothing.  Buyers never see it."""
    order = Order.objects.locked().get(pk=order_id)
    order.events.create(
        kind=OrderEvent.Kind.NOTE,
        old=order.status,
        new=order.status,
        actor=Actor.STAFF,
        actor_user_id=actor_id,
        reason=text,
        at=now,
    )
