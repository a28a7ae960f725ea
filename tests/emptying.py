"""How tables are emptied after a test with real commits: only those that hold rows.

Django's flush empties every table and then makes each right and trigger anew, which
takes longer than most of these tests.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from accounts.roles import ROLES, ensure_roles
from shop.kernel.append_only import drop_triggers, install_triggers, ledgers

# What every shop has after its migrations.
STANDING = {
    ContentType._meta.db_table,
    Permission._meta.db_table,
    Group._meta.db_table,
    Group.permissions.through._meta.db_table,
}


def empty_tables() -> None:
    """Nothing is left but what is standing; numbers go on counting."""
    filled = tables_with_rows()
    is_ledger = {model._meta.db_table for model in ledgers()} & filled
    with transaction.atomic(), connection.cursor() as cursor:
        if is_ledger:
            drop_triggers()
        for table in filled:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
        Group.objects.exclude(name__in=ROLES).delete()
        ensure_roles()
        if connection.vendor == "postgresql":  # or the triggers would have to wait
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if is_ledger:
            install_triggers()


def tables_with_rows() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models} - STANDING
    looks = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")"  # noqa: S608
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return {table for (table,) in cursor.fetchall()}
