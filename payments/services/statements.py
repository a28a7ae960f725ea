"""A gateway's statement, written down row by row, each row once."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum

from payments.errors import Unfinished
from payments.gateways import base
from payments.models import Statement, StatementLine
from payments.models.statement import is_of_others
from payments.services.rows import within_reach
from shop.kernel.jobs import Turn
from shop.kernel.money import ZERO

A_DAY = timedelta(days=1)
AT_ONCE = 1000
Kind = StatementLine.Kind
T = TypeVar("T")


def bounds(day: date, *, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a day begins and ends where the gateway keeps its books, in UTC."""
    ends = day + A_DAY
    return _midnight(day, zone), _midnight(ends, zone)


def statement_of(gateway: str, *, day: date, zone: tzinfo, now: datetime) -> Statement:
    """The row of a day; made when it is asked for the first time.  A reading that was
    not finished goes on; any other looks at every row."""
    starts_at, ends_at = bounds(day, zone=zone)
    statement, made = Statement.objects.get_or_create(
        gateway=gateway,
        day=day,
        defaults={"starts_at": starts_at, "ends_at": ends_at, "asked_at": now},
    )
    if not made:
        statement.asked_at = now
        if not statement.is_whole and statement.reached_at is None:
            statement.judged_to = 0
        statement.save(update_fields=["asked_at", "judged_to"])
    return statement


def store_rows(
    statement: Statement, *, rows: Iterable[base.StatementRow], turn: Turn | None
) -> None:
    """Write down what is new, a batch in a transaction, to the last row of the day.

    The rows may come over the network: none is asked for inside a transaction.
    Raises Unfinished, after something new.
    """
    for batch in batches(rows, size=AT_ONCE):
        if _store(statement, batch) and turn and turn.is_over:
            raise Unfinished
    Statement.objects.filter(pk=statement.pk).update(is_whole=True)


def batches(rows: Iterable[T], *, size: int) -> Iterator[Sequence[T]]:
    """So many at a time, and never more in memory."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def count_up(statement: Statement) -> None:
    """Counts and sums, in memory, from the rows that are here.  Those of another
    application count as other rows, and their sums are its own affair."""
    ours = Q(currency=settings.SHOP_CURRENCY)
    payment, refund = Q(kind=Kind.PAYMENT), Q(kind=Kind.REFUND)
    found = statement.lines.exclude(is_of_others()).aggregate(
        payments=Count("pk", filter=payment),
        paid=Sum("amount", filter=payment & ours),
        refunds=Count("pk", filter=refund),
        refunded=Sum("amount", filter=refund & ours),
        fees=Sum("fee", filter=ours),
    )
    rows = statement.lines.count()
    found["others"] = rows - found["payments"] - found["refunds"]
    for name, value in found.items():
        setattr(statement, name, value or ZERO)


@transaction.atomic
def _store(statement: Statement, batch: Sequence[base.StatementRow]) -> bool:
    """Was anything new?  Then the statement is not read: it was compared with nothing
    yet.

    By key, so that two readers who meet take the same rows in the same order.
    """
    lines = {line.key: line for line in (_line(statement, row) for row in batch)}
    known = statement.lines.filter(key__in=lines).values_list("key", flat=True)
    for key in known:
        del lines[key]
    progress: dict[str, Any] = {"reached_at": batch[-1].happened_at}
    if lines:
        StatementLine.objects.bulk_create(
            [lines[key] for key in sorted(lines)], ignore_conflicts=True
        )
        progress |= {"state": Statement.State.WAITING, "judged_to": 0}
    Statement.objects.filter(pk=statement.pk).update(**progress)
    return bool(lines)


def _line(statement: Statement, row: base.StatementRow) -> StatementLine:
    line = StatementLine(
        statement=statement,
        kind=Kind(row.kind.value),
        number=_text(row.number, 64),
        gateway_number=_text(row.gateway_number, 64),
        amount=within_reach(row.amount),
        currency=_text(row.currency, 3),
        fee=within_reach(row.fee),
        is_strange=row.is_strange,
        happened_at=row.happened_at.astimezone(UTC),
    )
    is_payment = line.kind == Kind.PAYMENT
    line.payment_number = (
        line.gateway_number if is_payment else _text(row.payment_number, 64)
    )
    line.key = _key(line, row.amount)
    return line


def _key(line: StatementLine, amount: Decimal) -> str:
    """What makes a row that row.  A fee may be added to it later."""
    facts = (
        line.kind,
        line.number,
        line.gateway_number,
        f"{amount.normalize():f}",
        line.currency,
        line.happened_at.isoformat(),
    )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _text(said: str, most: int) -> str:
    return "".join(letter for letter in said if letter.isprintable())[:most]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
