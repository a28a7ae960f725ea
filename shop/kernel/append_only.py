"""Ledgers are written once: the database itself refuses to change or delete a row.

Triggers on both databases, installed after every migrate (SQLite drops them when
it rebuilds a table).  A correction is a new row.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION shop_append_only() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = '23514';
END $$ LANGUAGE plpgsql
"""


class AppendOnly(models.Model):
    """A ledger row.  Updating or deleting it raises IntegrityError."""

    class Meta:
        abstract = True


def ledgers() -> Iterator[type[models.Model]]:
    """Every concrete append-only model of the shop."""
    return (model for model in apps.get_models() if issubclass(model, AppendOnly))


def trigger_name(model: type[models.Model], verb: str) -> str:
    return f"{model._meta.db_table}_no_{verb.lower()}"


def install_triggers(using: str = "default", **_: Any) -> None:
    """Idempotent; connected to `post_migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for model in ledgers():
            if model._meta.db_table in tables:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(_statement(connection, model, verb))


def _statement(
    connection: BaseDatabaseWrapper, model: type[models.Model], verb: str
) -> str:
    table, name = model._meta.db_table, trigger_name(model, verb)
    if connection.vendor == "postgresql":
        return (
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION shop_append_only()"
        )
    return (
        f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {verb} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    )


def drop_triggers(using: str = "default") -> None:
    """For a test database that has to be emptied; never in a shop."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in ledgers():
            for verb in ("UPDATE", "DELETE"):
                where = (
                    f' ON "{model._meta.db_table}"'
                    if connection.vendor == "postgresql"
                    else ""
                )
                name = trigger_name(model, verb)
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{where}')


def missing_triggers(using: str = "default") -> list[str]:
    """Names of the triggers that should be there and are not."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    wanted = {
        trigger_name(model, verb)
        for model in ledgers()
        for verb in ("UPDATE", "DELETE")
    }
    return sorted(wanted - present)
