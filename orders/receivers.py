"""What happens next with orders when something happened below."""

from typing import Any

from django.dispatch import receiver

from orders import tasks
from promotions.group_buys.signals import team_completed
from shop.kernel.jobs import nudge


@receiver(team_completed, dispatch_uid="orders.pack_soon")
def pack_soon(*, team_id: int, **_: Any) -> None:
    """Loseable: the orders of complete teams are swept."""
    nudge(tasks.let_teams_go)
