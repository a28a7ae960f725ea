"""Celery's way into the timetable."""

from celery import shared_task

from shop.jobs import run
from shop.kernel.clock import now
from shop.kernel.jobs import timetable


@shared_task
def run_job(name: str) -> None:
    """One job of the timetable; harmless when it is late, early or repeated."""
    run(timetable[name], now())
