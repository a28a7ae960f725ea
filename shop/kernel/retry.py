"""A unit of work that lost a fight for a lock is done again, from its beginning."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy

from shop.kernel.errors import DomainError

T = TypeVar("T")

TRIES = 3
PAUSE_SECONDS = 0.1

# PostgreSQL: serialization failure, deadlock, lock time-out.
PASSING_STATES = {"40001", "40P01", "55P03"}


class Busy(DomainError):
    """Too many want the same thing at once.  Nothing was done; trying again helps."""

    code = "BUSY"
    message = gettext_lazy(
        "The shop is very busy at this moment. Please try again; your cart is kept."
    )


def retried(work: Callable[[], T]) -> T:
    """Run a whole unit of work, again where another one was in its way.

    For the edge (a view), around a service that is one transaction; inside a
    transaction there is nothing to repeat and it runs once.  Raises Busy.
    """
    if connection.in_atomic_block:
        return work()
    for attempt in range(TRIES):
        try:
            return work()
        except OperationalError as error:
            if not is_passing(error):
                raise
            time.sleep(PAUSE_SECONDS * (attempt + random.random()))  # noqa: S311
    raise Busy


def is_passing(error: OperationalError) -> bool:
    """Was it only a lock that somebody else held?"""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in PASSING_STATES or "database is locked" in str(error)
