"""A database beside the configured one, gone when the measuring is over."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Migrated and empty.  The configured database is never touched."""
    name = str(connection.settings_dict["NAME"])
    connection.settings_dict["TEST"] |= {"NAME": _name_beside(name)}
    connection.close()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connections.close_all()
        connection.creation.destroy_test_db(name, verbosity=0)


def _name_beside(name: str) -> str:
    return f"{name}.bench" if connection.vendor == "sqlite" else f"bench_{name}"
