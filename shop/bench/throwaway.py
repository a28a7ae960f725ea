"""A database beside the configured one, gone when the measuring is over."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

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


@contextmanager
def throwaway_shop() -> Iterator[dict[str, str]]:
    """The environment of a whole shop beside ours, with its own database, pictures,
    queue and outbox: nothing that happens there reaches anybody."""
    with throwaway_database(), tempfile.TemporaryDirectory() as folder:
        yield os.environ | {
            "DATABASE_URL": _url_of(str(connection.settings_dict["NAME"])),
            "SHOP_VAR": folder,
            "REDIS_URL": "",
            "EMAIL_URL": "filemail://",
            "SMS_SENDER": "accounts.sms.to_folder",
        }


def _name_beside(name: str) -> str:
    return f"{name}.bench" if connection.vendor == "sqlite" else f"bench_{name}"


def _url_of(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
