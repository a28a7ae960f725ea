"""Rows that are made once for a whole file of tests, because making them takes seconds.

Each test is rolled back to them, and the last one takes them along.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def kept(blocker) -> Iterator[None]:
    """What is made within stays until it ends.  For no file with real commits."""
    with blocker.unblock(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # the whole file is one transaction
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield
        transaction.set_rollback(True)
