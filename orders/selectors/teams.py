"""Orders by what has become of their team."""

from orders.models.order import OrderQuerySet
from promotions.models import Seat, Team


def teams_done(
    orders: OrderQuerySet, *, state: str = Team.State.COMPLETE
) -> OrderQuerySet:
    """Those of them whose team is complete, or in another state."""
    seats = Seat.objects.filter(team__state=state).exclude(state=Seat.State.FREED)
    return orders.filter(number__in=seats.values("order_number"))
