"""The whole database as values, to see whether a request changed any of it."""

from typing import Any

from django.apps import apps
from django.db import connection

# A visitor's session, and how often somebody tried something, belong to the visitor.
OWN = {"django_session", "accounts_tally"}

Dump = dict[str, list[tuple[Any, ...]]]


def dump() -> Dump:
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True)
    }
    rows: Dump = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - OWN):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608
            rows[table] = cursor.fetchall()
    return rows


def changed(before: Dump, after: Dump) -> list[str]:
    """The tables that are not what they were."""
    return [table for table, rows in before.items() if rows != after[table]]
