"""Orders that wait for their team: on their way when it is complete."""

from datetime import datetime

from django.db import transaction

from orders.mails import tell
from orders.models import Order
from orders.selectors.teams import teams_done
from orders.states import Actor, OrderStatus

TEAM_COMPLETE = "team_complete"
TEAM_FAILED = "team_failed"


@transaction.atomic
def let_go(*, order_id: int, now: datetime) -> bool:
    """The order's team is complete: pack it; False if it does not wait for that (any
    more).  Safe to repeat, and against a cancellation at the same moment."""
    waiting = Order.objects.filter(pk=order_id, status=OrderStatus.AWAITING_TEAM)
    order = teams_done(waiting).locked().first()
    if order is None:
        return False
    order.move_to(
        OrderStatus.AWAITING_SHIPMENT, at=now, actor=Actor.CLOCK, reason=TEAM_COMPLETE
    )
    tell(order, "team", now=now)
    return True
