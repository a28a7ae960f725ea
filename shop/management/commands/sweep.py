"""`manage.py sweep`: all that is due gets done, with no Celery and no Redis."""

import sys
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from shop.jobs import run
from shop.kernel.clock import now
from shop.kernel.jobs import Job, timetable
from shop.models import JobRun

# A period that ends while we sleep counts as over.
SLACK = timedelta(seconds=1)


class Command(BaseCommand):
    help = "Run every periodic job once, or again and again with --loop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--loop", action="store_true", help="go on, each job in its own period"
        )
        parser.add_argument(
            "--every", type=float, default=15, help="seconds between two looks"
        )

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        if not loop:
            # The upper floors first: what they owe the lower ones is done as well.
            jobs = reversed(timetable.values())
            failed = [job.name for job in jobs if not self.did(job)]
            sys.exit(1 if failed else 0)
        while True:
            self.look()
            time.sleep(every)

    def look(self) -> None:
        """Once round the timetable.  A database that is away is tried again."""
        close_old_connections()
        try:
            for job in due_jobs(now()):
                self.did(job)
        except OperationalError as error:
            self.stderr.write(f"The database is away: {error}")

    def did(self, job: Job) -> bool:
        row = run(job, now())
        outcome = f"FAILED ({row.error})" if row.error else str(row.settled)
        self.stdout.write(f"{job.name}: {outcome}")
        self.stdout.flush()
        return not row.error


def due_jobs(now: datetime) -> list[Job]:
    """The jobs whose period has passed since anybody last ran them."""
    ran_at = dict(JobRun.objects.values_list("name", "ran_at"))
    return [
        job
        for job in timetable.values()
        if job.name not in ran_at or now - ran_at[job.name] >= job.every - SLACK
    ]
