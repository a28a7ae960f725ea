"""Celery's way into orders.  No rules live here."""

from celery import shared_task

from orders.jobs import let_go_of_complete_teams
from shop.kernel.clock import now


@shared_task
def let_teams_go() -> None:
    let_go_of_complete_teams(now())
