"""Queries that are put together once and then only asked.

Django takes several times longer to put a query together than PostgreSQL to answer
it.  A reader of pages that asks the same with other values each time is written as a
function of them that returns a queryset, marked `@prepared`:

    @prepared
    def product_called(slug: str) -> QuerySet[Product]:
        return Product.objects.published().filter(slug=slug)

    product_called(slug="oat-bowl")  # a list

When it is called first, the function is given stand-ins and its SQL is kept, and it
is checked that Django would send the same.  So it may put the values nowhere but into
look-ups and must not look at them; a Decimal is an amount, and what another column
holds otherwise than Python does is refused; what depends on anything else (a language,
a setting) is no query to keep.
"""

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connections
from django.db.models import QuerySet, Value
from django.db.transaction import TransactionManagementError

from shop.kernel.fields import AmountField
from shop.kernel.money import to_minor

P = ParamSpec("P")
Row = TypeVar("Row")
MANY = (list, tuple, set, frozenset)
Read = Callable[[Iterable[Any], dict[str, Any]], dict[str, Any] | None]


class StandIn(Value):
    """Holds the place of a value, or of the values of an `__in`."""

    def __init__(self, name: str, *, is_many: bool, kind: Any = None) -> None:
        super().__init__(None, output_field=kind)
        self.name, self.is_many = name, is_many

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return (self.token if self.is_many else "%s"), [self]

    @property
    def token(self) -> str:
        return f"(\0{self.name}\0)"


class Kept:
    """A queryset with its SQL, for one kind of database."""

    def __init__(self, queryset: Any) -> None:
        if queryset._prefetch_related_lookups:
            raise TypeError("What is prepared asks one question, so it can't prefetch.")
        self.queryset, self.alias = queryset, queryset.db
        self.compiler: Any = queryset.query.get_compiler(self.alias)
        self.sql, self.params = self.compiler.as_sql()
        fields = [one for one, *_ in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(fields)

    def ask(self, given: dict[str, Any]) -> list[Any]:
        """Each time with the thread's own connection."""
        compiler = twin(self.compiler)
        compiler.connection = connection = connections[self.alias]
        if self.queryset.query.select_for_update:
            self._check_transaction(connection)
        with connection.cursor() as cursor:
            cursor.execute(*filled(self.sql, self.params, given, connection))
            rows = cursor.fetchall()
        compiler.execute_sql = lambda *_, **__: [rows]
        compiler.get_converters = lambda _: self.converters
        query = twin(self.queryset.query)
        query.get_compiler = lambda *_, **__: compiler
        iterable: Any = self.queryset._iterable_class
        return list(iterable(Asked(self.queryset, query)))

    def check(self, plain: Any, given: dict[str, Any]) -> None:
        """`plain` is the same queryset, of the values themselves."""
        sent = plain.query.get_compiler(self.alias).as_sql()[1]
        check_same(sent, self.sql, self.params, given, connections[self.alias])

    @staticmethod
    def _check_transaction(connection: Any) -> None:
        """What Django looks at while it puts a lock together."""
        if connection.get_autocommit() and connection.features.has_select_for_update:
            raise TransactionManagementError("A row can't be locked outside of one.")


def twin(thing: Any) -> Any:
    """A shallow copy, without asking how to make one."""
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin


class Asked:
    """What Django's iterables want to know of a queryset."""

    def __init__(self, queryset: Any, query: Any) -> None:
        self.db, self.model, self.query = queryset.db, queryset.model, query
        self._fields = queryset._fields
        self._known_related_objects: dict[Any, Any] = {}


def filled(
    sql: str, params: Iterable[Any], given: dict[str, Any], connection: Any
) -> tuple[str, list[Any]]:
    """The statement with its values where stand-ins were."""
    values: list[Any] = []
    for param in params:
        if not isinstance(param, StandIn):
            values.append(param)
            continue
        value = given[param.name]
        if param.is_many:
            value = dict.fromkeys(value)
            marks = ", ".join(["%s"] * len(value))
            sql = sql.replace(param.token, f"({marks})", 1)
        values += _adapted(value if param.is_many else [value], connection)
    return sql, values


def check_same(
    sent: Iterable[Any],
    sql: str,
    params: Iterable[Any],
    given: dict[str, Any],
    connection: Any,
) -> None:
    """`sent` is what Django makes of the values themselves.  Raises TypeError."""
    sent = list(sent)
    odd = any(isinstance(value, Decimal) for value in sent)  # 0 would equal 0.00
    if odd or sent != filled(sql, params, given, connection)[1]:
        raise TypeError("Django would send these values in another form.")


def arguments_of(build: Callable[..., Any]) -> Read:
    """Reads what it is called with, by name; None: an `__in` is given nothing."""
    names = tuple(inspect.signature(build).parameters)

    def read(args: Iterable[Any], kwargs: dict[str, Any]) -> dict[str, Any] | None:
        given = dict(zip(names, args, strict=False)) | kwargs
        is_empty = any(isinstance(one, MANY) and not one for one in given.values())
        return None if is_empty else given

    return read


def stand_ins(given: dict[str, Any]) -> dict[str, Any]:
    return {
        name: StandIn(name, is_many=isinstance(value, MANY), kind=_kind(value))
        for name, value in given.items()
    }


def _kind(value: Any) -> AmountField | None:
    return AmountField() if isinstance(value, Decimal) else None


def _adapted(values: Iterable[Any], connection: Any) -> Iterable[Any]:
    for value in values:
        if value is None:
            raise TypeError("Nothing equals None: that is another query.")
        if isinstance(value, datetime):
            yield connection.ops.adapt_datetimefield_value(value)
        elif isinstance(value, Decimal):
            yield to_minor(value)
        else:
            yield value


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """The rows of the queryset; of none where an `__in` is given nothing to be in."""
    read = arguments_of(build)
    put_together: Any = build
    kept: list[Kept] = []

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        given = read(args, kwargs)
        if given is None:
            return []
        if not kept:
            new = Kept(put_together(**stand_ins(given)))
            new.check(put_together(**given), given)
            kept.append(new)
        return kept[0].ask(given)

    return ask
