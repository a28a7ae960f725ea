"""The team that an order waits for, on its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from orders.models import Order
from orders.panels import Panel
from promotions.group_buys.selectors import state_of
from promotions.models import Seat


@dataclass(frozen=True, kw_only=True)
class OrderTeam:
    url: str
    state: str
    places_left: int
    expires_at: datetime | None
    completed_by_shop: bool
    now: datetime


def team_panels(order: Order, *, now: datetime) -> Iterator[Panel]:
    """One query, for group buys only; who has left a team waits for none."""
    if "group" not in order.promises.split():
        return
    seats = Seat.objects.select_related("team")
    team = seats.get(order_number=order.number).team
    state = state_of(team, now)
    if order.cancelled_at and state != "expired":
        return
    facts = OrderTeam(
        url=reverse("promotions:team", args=[team.code]),
        state=state,
        places_left=team.places_left,
        expires_at=team.expires_at,
        completed_by_shop=team.completed_by_shop,
        now=now,
    )
    yield Panel(template="promotions/group_buys/_order.html", facts=facts)
