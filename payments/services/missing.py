"""What our books tell of and no statement does."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from payments.models import (
    Difference,
    PaymentAttempt,
    Refund,
    Statement,
    StatementLine,
)
from payments.services.statements import A_DAY, AT_ONCE, batches
from payments.states import RefundStatus

EDGE = timedelta(hours=2)  # clocks differ, and a gateway may book a moment later
GRACE = timedelta(days=2)
Kind, Ending = Difference.Kind, Difference.Ending


def find_missing(gateway: str, *, days: Iterable[date], now: datetime) -> int:
    """Open a difference for what came in or went back on these days, where they were
    read, and is in no statement.  Says how many were found.

    Whatever is close to midnight waits for the neighbouring day's statement as well,
    but not longer than two days.  What is missing stands in the day it is missing in.
    """
    wanted = set(days)
    around = {day + step * A_DAY for day in wanted for step in (-1, 0, 1)}
    statements = Statement.objects.filter(gateway=gateway, day__in=around)
    read = {one.day: one for one in statements.filter(state=Statement.State.READ)}
    return sum(
        _open(read[day], *_judged(read[day], read, now), now)
        for day in sorted(wanted & read.keys())
    )


def close_found(gateway: str, *, now: datetime) -> int:
    """End the differences whose missing row has come meanwhile."""
    mine = Difference.objects.open().filter(
        kind=Kind.OURS_ONLY, statement__gateway=gateway
    )
    came = mine.filter(refund=None).filter(told_of_payment(gateway, to="attempt__"))
    back = mine.filter(refund__isnull=False).filter(
        told_of_refund(gateway, to="refund__")
    )
    ids = [*came.values_list("pk", flat=True), *back.values_list("pk", flat=True)]
    return (
        Difference.objects.open()
        .filter(pk__in=ids)
        .update(ending=Ending.ROW_CAME, resolved_at=now)
    )


def _judged(
    statement: Statement, read: dict[date, Statement], now: datetime
) -> tuple[datetime, datetime]:
    """Between which instants a day can be judged already."""
    is_over = now >= statement.ends_at + GRACE
    before = is_over or statement.day - A_DAY in read
    after = is_over or statement.day + A_DAY in read
    return (
        statement.starts_at if before else statement.starts_at + EDGE,
        statement.ends_at if after else statement.ends_at - EDGE,
    )


def _open(statement: Statement, since: datetime, until: datetime, now: datetime) -> int:
    found = 0
    ours: list[QuerySet[Any]] = [
        _payments(statement.gateway, since, until),
        _refunds(statement.gateway, since, until),
    ]
    for rows in ours:
        for batch in batches(rows.iterator(AT_ONCE), size=AT_ONCE):
            Difference.objects.bulk_create(
                [_difference(statement, row, now) for row in batch],
                ignore_conflicts=True,
            )
            found += len(batch)
    return found


def _payments(
    gateway: str, since: datetime, until: datetime
) -> QuerySet[PaymentAttempt]:
    mine = PaymentAttempt.objects.filter(
        gateway=gateway, captured_at__gte=since, captured_at__lt=until
    )
    found = Difference.objects.filter(
        kind=Kind.OURS_ONLY, refund=None, attempt=OuterRef("pk")
    )
    return mine.filter(~told_of_payment(gateway), ~Exists(found))


def _refunds(gateway: str, since: datetime, until: datetime) -> QuerySet[Refund]:
    mine = Refund.objects.filter(
        attempt__gateway=gateway,
        status=RefundStatus.DONE,
        by_hand=False,
        done_at__gte=since,
        done_at__lt=until,
    )
    found = Difference.objects.filter(kind=Kind.OURS_ONLY, refund=OuterRef("pk"))
    return mine.filter(~told_of_refund(gateway), ~Exists(found)).select_related(
        "attempt"
    )


def told_of_payment(gateway: str | OuterRef, *, to: str = "") -> Q:
    """Does a row of any of its statements tell of this attempt?"""
    rows = StatementLine.objects.filter(
        kind=StatementLine.Kind.PAYMENT, statement__gateway=gateway
    )
    by_trade = rows.filter(gateway_number=OuterRef(f"{to}trade_no"))
    by_number = rows.filter(gateway_number="", number=OuterRef(f"{to}out_trade_no"))
    return Q(Exists(by_trade)) | Q(Exists(by_number))


def told_of_refund(gateway: str | OuterRef, *, to: str = "") -> Q:
    """The same of a refund."""
    rows = StatementLine.objects.filter(
        kind=StatementLine.Kind.REFUND, statement__gateway=gateway
    )
    named = rows.filter(number=OuterRef(f"{to}number"))
    nameless = rows.exclude(gateway_number="").filter(
        number="", gateway_number=OuterRef(f"{to}gateway_number")
    )
    return Q(Exists(named)) | Q(Exists(nameless))


def _difference(
    statement: Statement, row: PaymentAttempt | Refund, now: datetime
) -> Difference:
    refund = row if isinstance(row, Refund) else None
    attempt = row.attempt if isinstance(row, Refund) else row
    return Difference(
        kind=Kind.OURS_ONLY,
        statement=statement,
        attempt=attempt,
        refund=refund,
        ours=row.amount,
        currency=attempt.currency,
        found_at=now,
    )
