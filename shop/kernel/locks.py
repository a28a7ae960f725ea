"""Locks on what has no row: a phone number, an e-mail address."""

from hashlib import blake2b

from django.db import connection


def hold(*names: str) -> None:
    """Hold these names until the transaction ends, always in the same order.

    SQLite needs nothing: there every transaction is alone from its first statement.
    """
    if connection.vendor != "postgresql":
        return
    digests = {blake2b(name.encode(), digest_size=8).digest() for name in names}
    if not digests:
        return
    keys = sorted(int.from_bytes(digest, signed=True) for digest in digests)
    locks = ["pg_advisory_xact_lock(%s)"] * len(keys)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(locks)}", keys)  # from left to right
