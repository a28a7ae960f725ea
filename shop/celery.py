"""Celery: the shop's timetable by clock, and its tasks by name."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import setup_logging
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from shop.kernel.jobs import timetable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
# Messages are JSON, so running as root (a container, a bare machine) unpickles nothing.
warnings.filterwarnings("ignore", category=SecurityWarning)
TRANSPORT_ALIASES["shopq"] = "shop.queue:Transport"

app = Celery("shop")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 300,
        # A buyer may be waiting for the answer: one try, and a short one.
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
        "max_retries": 0,
    },
    task_publish_retry=False,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    timezone=settings.TIME_ZONE,
)
app.autodiscover_tasks()


@app.on_after_finalize.connect
def follow_the_timetable(sender: Celery, **_: object) -> None:
    """Every job of the timetable becomes an entry of beat's schedule."""
    from shop.tasks import run_job  # once every app has registered its jobs

    for job in timetable.values():
        sender.add_periodic_task(
            job.every,
            run_job.s(job.name),
            name=job.name,
            expires=job.every.total_seconds(),
        )


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery leaves logging alone when somebody listens: settings have set it up."""
