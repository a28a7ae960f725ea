"""Processor time, not seconds on a clock: ours, and our database connection's."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass(kw_only=True)
class Spent:
    """Milliseconds of the processor, and how often the database was asked.

    A question is what Django sends; BEGIN and COMMIT are none.
    """

    server: float = 0
    database: float = 0
    queries: int = 0


class Questions:
    """Counts what the database is asked; costs next to nothing itself."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.count += 1
        return execute(*args)


@contextmanager
def metered() -> Iterator[Spent]:
    """Filled in when the block ends."""
    spent, questions = Spent(), Questions()
    with connection.execute_wrapper(questions):
        database, server = database_milliseconds(), time.process_time_ns()
        yield spent
        spent.server = (time.process_time_ns() - server) / 1e6
    spent.database = database_milliseconds() - database
    spent.queries = questions.count


def database_milliseconds() -> float:
    """What PostgreSQL's process behind our connection has used so far.

    0 where there is none to be seen: SQLite works inside our own process, and a
    server on another machine has no entry here.
    """
    clock = _clock_of_the_backend()
    return int(clock.read_text().split()[0]) / 1e6 if clock else 0


def sees_the_database() -> bool:
    return connection.vendor == "sqlite" or _clock_of_the_backend() is not None


def _clock_of_the_backend() -> Path | None:
    if connection.vendor != "postgresql":
        return None
    connection.ensure_connection()
    process = Path("/proc") / str(connection.connection.info.backend_pid)
    try:
        is_ours = (process / "cmdline").read_bytes().startswith(b"postgres")
    except OSError:
        return None
    return process / "schedstat" if is_ours else None
