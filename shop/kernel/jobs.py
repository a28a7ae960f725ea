"""The shop's timetable: every periodic job, by name, with its period.

The database is the truth (a due time in a row); a job looks for what is due and
does it.  Celery beat runs the jobs; `manage.py sweep` runs the same ones without
Celery.  A nudge after commit only makes things quicker.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from shop.kernel.breaker import Breaker

logger = logging.getLogger(__name__)

T = TypeVar("T")

broker = Breaker()


class Turn:
    """How long a job may go on in one go: Celery ends every task after two minutes.  A
    job with more to do stops in between, and goes on from there in its next turn."""

    def __init__(self, lasts: timedelta) -> None:
        self._ends_at = time.monotonic() + lasts.total_seconds()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends_at


@dataclass(frozen=True, kw_only=True)
class Job:
    """`run(now)` does what is due and returns how many rows it settled."""

    name: str
    every: timedelta
    run: Callable[[datetime], int]


timetable: dict[str, Job] = {}


def periodic(
    name: str, *, every: timedelta
) -> Callable[[Callable[[datetime], int]], Callable[[datetime], int]]:
    """Put a function on the timetable.  It must be safe to repeat and to overlap."""

    def register(run: Callable[[datetime], int]) -> Callable[[datetime], int]:
        timetable[name] = Job(name=name, every=every, run=run)
        return run

    return register


def nudge(task: Any, *args: Any) -> None:
    """Ask Celery, after commit, to do now what a sweep would do soon.

    Loseable on purpose: a broker that is away costs one caller half a second and a log
    line, and is then left alone for ten seconds.
    """
    transaction.on_commit(partial(_send, task, args))


def _send(task: Any, args: tuple[Any, ...]) -> None:
    if broker.is_open:
        return
    try:
        task.apply_async(args, retry=False)
    except Exception:  # noqa: BLE001 (whatever the broker does, the sale stands)
        broker.trip()
        logger.warning("No broker for %s; the sweep will do it", task.name)


def each(rows: Iterable[T], do: Callable[[T], bool]) -> int:
    """Do a job's work row by row; one bad row is logged and never stops the rest."""
    done = 0
    for row in rows:
        try:
            done += bool(do(row))
        except Exception:
            logger.exception("A job failed at row %s", row)
    return done
