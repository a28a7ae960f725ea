"""Locks on what has no row: a phone number, an e-mail address."""

from hashlib import blake2b

from django.db import connection


def hold(*names: str) -> None:
    """Hold these names until the transaction ends, always in the same order.

    SQLite needs nothing: there every transaction is alone from its first statement.
    """
    if connection.vendor != "postgresql":
        return
    keys = {blake2b(name.encode(), digest_size=8).digest() for name in names}
    with connection.cursor() as cursor:
        for key in sorted(int.from_bytes(key, signed=True) for key in keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
