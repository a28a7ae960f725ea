"""Makes a hundred thousand orders of a few, in the database and by its rules.

Every row that hangs on an order is copied with its numbers moved on, so whatever holds
for the few holds for the many; stock is received for what the copies took.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import F, OuterRef, Subquery, Sum

from accounts.models import OutboxMessage
from catalog.models import StockMove, Variant
from orders.models import Invoice, InvoiceSeries, Order

Model = type[models.Model]
ROWS_AT_ONCE = 20_000  # a statement has ten seconds

COPY = """
INSERT INTO {table} ({columns})
WITH RECURSIVE copies(k) AS (
  SELECT {first} UNION ALL SELECT k + 1 FROM copies WHERE k < {last}
)
SELECT {values} FROM {table} AS base CROSS JOIN copies
WHERE base.{key} <= {step} AND {which}
"""


@dataclass(kw_only=True)
class Copier:
    """`steps` says how far each table's numbers are moved on for one copy."""

    times: int
    steps: dict[Model, int] = field(default_factory=dict)

    def copy(self, model: Model, *, which: str = "TRUE", named: str = "") -> None:
        """Every row of before, as often as wanted; `named` is a text to be told
        apart although the database does not ask for it."""
        self.steps[model] = step = _highest(model, "pk")
        if not step:
            return
        distinct = {named} | set(_distinct(model, self.steps))
        values = {
            column.column: self._value(column, is_distinct=column.name in distinct)
            for column in model._meta.concrete_fields
        }
        at_once = max(1, ROWS_AT_ONCE // model._default_manager.count())
        for first in range(1, self.times + 1, at_once):
            statement = COPY.format(
                table=f'"{model._meta.db_table}"',
                columns=", ".join(f'"{column}"' for column in values),
                values=", ".join(values.values()),
                first=first,
                last=min(first + at_once - 1, self.times),
                key=model._meta.pk.column,
                step=step,
                which=which,
            )
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def _value(self, column: Any, *, is_distinct: bool) -> str:
        own, target = f'base."{column.column}"', column.related_model
        if column.primary_key:
            return f"{own} + k * {self.steps[column.model]}"
        if target in self.steps:
            return f"{own} + k * {self.steps[target]}"
        if not is_distinct:
            return own
        if isinstance(column, models.CharField):
            return f"CASE {own} WHEN '' THEN '' ELSE {own} || '.' || k END"
        return f"{own} + k * {_highest(column.model, column.name)}"


def _highest(model: Model, column: str) -> int:
    return model._default_manager.aggregate(n=models.Max(column))["n"] or 0


def _distinct(model: Model, moved: dict[Model, int]) -> Iterator[str]:
    """The columns that have to change for the database to take a row again."""
    sets = [[one.name] for one in model._meta.concrete_fields if one.unique]
    sets += [
        list(rule.fields)
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields
    ]
    for names in sets:
        columns: list[Any] = [model._meta.get_field(name) for name in names]
        if not any(one.primary_key or one.related_model in moved for one in columns):
            yield names[-1]


def multiply_orders(*, times: int, now: datetime) -> None:
    """`times` copies of every order of this shop, with all that belongs to it."""
    copier = Copier(times=times)
    StockMove.objects.bulk_create(_stock_for_the_copies(times, now))
    for model in _hanging_on_an_order():
        copier.copy(model)
    copier.copy(StockMove, which="base.reference <> ''", named="reference")
    copier.copy(OutboxMessage)
    _count_again()
    after = connection.ops.sequence_reset_sql(no_style(), list(copier.steps))
    with connection.cursor() as cursor:
        for statement in after:  # the next row gets the next number
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def _hanging_on_an_order() -> list[Model]:
    """Orders and whatever points at them, or at such a row; what is pointed at first."""
    found: set[Model] = {Order}
    while new := {
        model
        for model in apps.get_models()
        if model not in found and _points_at(model, found)
    }:
        found |= new
    in_turn: list[Model] = []
    while found:
        ready = [model for model in found if not _points_at(model, found - {model})]
        in_turn += sorted(ready, key=lambda model: model._meta.label)
        found -= set(ready)
    return in_turn


def _points_at(model: Model, targets: set[Model]) -> bool:
    columns = model._meta.concrete_fields
    return any(column.related_model in targets for column in columns)


def _stock_for_the_copies(times: int, now: datetime) -> list[StockMove]:
    """What was shipped for orders, and what is held for them, once more for each copy."""
    taken = (
        StockMove.objects.exclude(reference="")
        .order_by()
        .values("variant")
        .annotate(needed=Sum(F("reserved_delta") - F("on_hand_delta")))
    )
    return [
        StockMove(
            variant_id=row["variant"],
            kind=StockMove.Kind.RECEIVE,
            on_hand_delta=row["needed"] * times,
            reason="bench",
            at=now,
        )
        for row in taken
        if row["needed"] > 0
    ]


def _count_again() -> None:
    """The counters that repeat what the copied rows say."""
    own = StockMove.objects.filter(variant=OuterRef("pk")).order_by().values("variant")
    Variant.objects.filter(moves__isnull=False).update(
        on_hand=Subquery(own.annotate(sum=Sum("on_hand_delta")).values("sum")),
        reserved=Subquery(own.annotate(sum=Sum("reserved_delta")).values("sum")),
    )
    for series in InvoiceSeries.objects.all():
        series.last = Invoice.objects.filter(number__startswith=series.prefix).count()
        series.save(update_fields=["last"])
