"""What is written in every purchase, its statement put together once, as
`shop.kernel.prepared` does with questions.

    insert([StockMove(…), StockMove(…)])

    @prepared_update
    def take(pk: int, quantity: int) -> Update:
        left = FlashItem.objects.filter(pk=pk, unclaimed__gte=quantity)
        return left, {"unclaimed": F("unclaimed") - quantity}

    take(pk=7, quantity=1)  # how many rows were changed

    change(order, "status", "paid_at")  # these columns of a row that is there
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

from django.db import DatabaseError, connections, router
from django.db.models import Model, QuerySet
from django.db.models.deletion import Collector
from django.db.models.fields import NOT_PROVIDED
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery
from django.db.transaction import mark_for_rollback_on_error

from shop.kernel.prepared import (
    StandIn,
    arguments_of,
    check_same,
    filled,
    stand_ins,
)

P = ParamSpec("P")
Update = tuple[QuerySet[Any], Mapping[str, Any]]
Compiled = tuple[str, str, tuple[Any, ...]]
_kept: dict[tuple[type[Model], int, str, str], str] = {}
_changes: dict[tuple[type[Model], tuple[str, ...], str], str] = {}


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model, all in one statement; each has its key then.

    As `bulk_create` it sends no signal.  Raises what `save` does.
    """
    if rows:
        _write(rows, "")


def insert_unless_there(row: Model, *unique: str) -> bool:
    """Write a new row; False, and nothing written, where one is the same in `unique`."""
    columns = (row._meta.get_field(name).column for name in unique)  # type: ignore[union-attr]
    names = ", ".join(f'"{column}"' for column in columns)
    return _write([row], f" ON CONFLICT ({names}) DO NOTHING")


def change(row: Model, *names: str) -> None:
    """Write these fields of a row that is there, as `save(update_fields=…)` does, but
    without a signal.  Raises DatabaseError where it is gone."""
    model = type(row)
    alias = router.db_for_write(model, instance=row)
    connection = connections[alias]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    shape = (model, names, alias)
    if shape not in _changes:
        _changes[shape] = _change_together(model, fields, alias)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=False), connection)
        for field in fields
    ]
    with mark_for_rollback_on_error(alias), connection.cursor() as cursor:
        cursor.execute(_changes[shape], [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{model.__name__} {row.pk} is gone.")


def _change_together(model: type[Model], fields: Sequence[Any], alias: str) -> str:
    """Django's own statement, with a place for each value."""
    query: Any = UpdateQuery(model)
    query.add_filter("pk", StandIn("pk", is_many=False))
    query.add_update_fields(
        [(field, model, StandIn(field.name, is_many=False)) for field in fields]
    )
    return str(query.get_compiler(alias).as_sql()[0])


def _write(rows: Sequence[Model], on_conflict: str) -> bool:
    """Were they written?"""
    model = type(rows[0])
    alias = router.db_for_write(model)
    connection, fields = connections[alias], _fields(model)
    shape = (model, len(rows), on_conflict, alias)
    if shape not in _kept:
        _kept[shape] = _put_together(rows, fields, on_conflict, alias)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    with mark_for_rollback_on_error(alias), connection.cursor() as cursor:
        cursor.execute(_kept[shape], values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=not on_conflict):
        row.pk, row._state.adding, row._state.db = key, False, alias
    return bool(keys)


def _fields(model: type[Model]) -> list[Any]:
    """All but a key that the database counts."""
    counted = model._meta.auto_field
    return [field for field in model._meta.concrete_fields if field is not counted]


def _put_together(
    rows: Sequence[Model], fields: Sequence[Any], on_conflict: str, alias: str
) -> str:
    """Django's own statement for one row, with a row of places for each."""
    model = type(rows[0])
    if any(_is_the_databases(field) for field in fields):
        raise TypeError(f"{model.__name__} has a column that the database fills in.")
    query = InsertQuery(model)
    query.insert_values(fields, [rows[0]])
    compiler = query.get_compiler(alias)
    compiler.returning_fields = [model._meta.pk]
    sql, _params = compiler.as_sql()[0]
    places = f"({', '.join(['%s'] * len(fields))})"
    if sql.count(places) != 1:
        raise TypeError(f"{model.__name__} is not written value by value.")
    return sql.replace(places, ", ".join([places] * len(rows)) + on_conflict)


def _is_the_databases(field: Any) -> bool:
    return bool(field.generated) or field.db_default is not NOT_PROVIDED


def prepared_update(build: Callable[P, Update]) -> Callable[P, int]:
    """As `prepared`, none changed where an `__in` is given nothing to be in; the
    function returns which rows, and their new values."""
    return _prepared(build, _update)


def prepared_delete(build: Callable[P, QuerySet[Any]]) -> Callable[P, int]:
    """The same; the function returns which rows go.  Nothing may hang on them."""
    return _prepared(build, _delete)


def _prepared(
    build: Callable[P, Any], compiled: Callable[[Any], Compiled]
) -> Callable[P, int]:
    read = arguments_of(build)
    put_together: Any = build
    kept: list[Compiled] = []

    @wraps(build)
    def write(*args: P.args, **kwargs: P.kwargs) -> int:
        given = read(args, kwargs)
        if given is None:
            return 0
        if not kept:
            alias, sql, params = compiled(put_together(**stand_ins(given)))
            sent = compiled(put_together(**given))[2]
            check_same(sent, sql, params, given, connections[alias])
            kept.append((alias, sql, params))
        alias, sql, params = kept[0]
        connection = connections[alias]
        with mark_for_rollback_on_error(alias), connection.cursor() as cursor:
            cursor.execute(*filled(sql, params, given, connection))
            return int(cursor.rowcount)

    return write


def _update(asked: Update) -> Compiled:
    rows: Any = asked[0]
    query = rows.query.chain(UpdateQuery)
    query.add_update_values(asked[1])
    alias = router.db_for_write(rows.model)
    return alias, *query.get_compiler(alias).as_sql()


def _delete(rows: Any) -> Compiled:
    alias = router.db_for_write(rows.model)
    if not Collector(using=alias).can_fast_delete(rows):
        raise TypeError(f"{rows.model.__name__} is not deleted by one statement.")
    return alias, *rows.query.chain(DeleteQuery).get_compiler(alias).as_sql()
