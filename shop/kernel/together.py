"""Several questions asked in one statement.

What a page shows is many small readings that do not wait for each other.  A function
that returns them by name, marked `@together`, asks all of them at once, and each is
answered with what its queryset would have yielded by itself:

    @together
    def facts_of(product_id: int) -> Questions:
        return {
            "values": OptionValue.objects.filter(option__product=product_id),
            "shelves": Category.objects.filter(products=product_id).values("path"),
        }

    facts_of(product_id=7)["values"]  # a list

The rows of each come as JSON in a column of their own.  It is `prepared`, so the same
holds for it; where an `__in` is given nothing to be in, all answers are empty.  What is
asked otherwise each time, a filtered list, is asked `at_once`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import wraps
from typing import Any, ParamSpec

from django.db.models import Field, IntegerField, QuerySet, Subquery
from django.db.models.expressions import Col
from django.db.models.query import ValuesIterable
from django.db.models.sql import Query

from shop.kernel.prepared import Asked, prepared, twin

P = ParamSpec("P")
Questions = Mapping[str, "QuerySet[Any, Any] | CountOf"]
Answers = Mapping[str, Any]  # a list of rows, or a number

AS_IT_IS = frozenset(
    {"BooleanField", "CharField", "FileField", "SlugField", "TextField"}
)
TIMES: dict[str, Callable[[str], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "TimeField": time.fromisoformat,
}
NAMES = {"postgresql": ("json_agg", "json_build_array")}
NAMES_ELSE = ("json_group_array", "json_array")


def together(build: Callable[P, Questions]) -> Callable[P, Answers]:
    """What the questions are answered, by their names."""

    @prepared
    @wraps(build)
    def in_one(*args: P.args, **kwargs: P.kwargs) -> QuerySet[Any, Any]:
        return _one_row(build(*args, **kwargs))

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> Answers:
        found = in_one(*args, **kwargs)
        return found[0] if found else defaultdict(list)

    return ask


def at_once(questions: Questions) -> Answers:
    """The same, put together anew."""
    return next(iter(_one_row(questions)))


def _one_row(questions: Questions) -> QuerySet[Any, Any]:
    """From no table, so there is one, whatever the tables hold."""
    query: Any = Query(None)
    query.default_cols = False
    for name, question in questions.items():
        is_number = isinstance(question, CountOf)
        query.add_annotation(question if is_number else Rows(question), name)
    row: Any = QuerySet(query=query)
    row._iterable_class, row._fields = ValuesIterable, tuple(questions)
    return row


class CountOf(Subquery):
    """How many rows a queryset has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        super().__init__(queryset.order_by().values("pk"))


class RowsField(Field):
    """What a column of rows holds."""

    def from_db_value(self, value: Any, rows: "Rows", connection: Any) -> list[Any]:
        found = json.loads(value) if isinstance(value, str) else value
        return rows.read(found, connection) if found else []


class Rows(Subquery):
    """All rows of a queryset, in its order, in one column."""

    def __init__(self, queryset: Any) -> None:
        if queryset._prefetch_related_lookups:
            raise TypeError("What is asked together asks once, so it can't prefetch.")
        super().__init__(queryset, output_field=RowsField())
        self.queryset = queryset

    def as_sql(self, _compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        """Keeps the compiler, which knows what the columns are."""
        self.compiler: Any = self.query.get_compiler(connection=connection)
        sql, params = self.compiler.as_sql(with_col_aliases=True)
        columns = [(column, alias) for column, _sql, alias in self.compiler.select]
        self.converters = {
            place: found
            for place, found in self.compiler.get_converters(
                [column for column, _ in columns]
            ).items()
            if _kind(columns[place][0]) != "JSONField"
        }
        self.times = [
            (place, TIMES[_kind(column)])
            for place, (column, _) in enumerate(columns)
            if connection.vendor == "postgresql" and _kind(column) in TIMES
        ]
        all_rows, row = NAMES.get(connection.vendor, NAMES_ELSE)
        sent = ", ".join(_sent(column, alias, connection) for column, alias in columns)
        one_column = f"(SELECT {all_rows}({row}({sent})) FROM ({sql}) asked)"  # noqa: S608
        return one_column, params

    def read(self, rows: list[list[Any]], connection: Any) -> list[Any]:
        """As though they had come by themselves."""
        for place, read in self.times:
            for row in rows:
                row[place] = row[place] and read(row[place])
        compiler, query = twin(self.compiler), twin(self.query)
        compiler.connection = connection
        compiler.execute_sql = lambda *_, **__: [rows]
        compiler.get_converters = lambda _: self.converters
        query.get_compiler = lambda *_, **__: compiler
        return list(self.queryset._iterable_class(Asked(self.queryset, query)))


def _sent(column: Any, alias: str, connection: Any) -> str:
    """The column, in a form that JSON can carry and its field can read; a column of JSON
    is read with the rest."""
    kind, name = _kind(column), f"asked.{connection.ops.quote_name(alias)}"
    if kind == "JSONField" and isinstance(column, Col):
        return f"json({name})" if connection.vendor == "sqlite" else name
    if (
        kind in AS_IT_IS
        or kind in TIMES
        or kind.endswith(("IntegerField", "AutoField"))
    ):
        return name
    raise TypeError(f"What is asked together can't bring a {kind}.")


def _kind(column: Any) -> str:
    return column.output_field.get_internal_type()
