"""Runs a job of the timetable and writes down that it ran."""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from shop.kernel.jobs import Job, periodic
from shop.models import JobRun

logger = logging.getLogger(__name__)


def run(job: Job, now: datetime) -> JobRun:
    """Do what is due, and write down how many rows that settled.

    A failing job is logged, written down and never stops the others.
    """
    settled, error = 0, ""
    try:
        settled = job.run(now)
    except Exception as failure:
        logger.exception("Job %s failed", job.name)
        error = type(failure).__name__
    row, _ = JobRun.objects.update_or_create(
        name=job.name, defaults={"ran_at": now, "settled": settled, "error": error}
    )
    return row


@periodic(_("heartbeat"), every=timedelta(seconds=30))
def heartbeat(now: datetime) -> int:
    """Nothing to do: its row of JobRun shows that beat and worker are alive."""
    return 0
