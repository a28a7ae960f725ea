"""Our books against a gateway's, a day at a time."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from payments.errors import AlreadyDecided, GatewayAway, NoStatements, StatementNotReady
from payments.gateways.base import Gateway
from payments.gateways.registry import gateway_named, keeping_books
from payments.gateways.watch import watched
from payments.models import Difference, Statement, StatementLine
from payments.models.statement import is_of_others
from payments.services.asking import ask_gateway
from payments.services.judging import Verdict, judge
from payments.services.missing import close_found, find_missing
from payments.services.retrying import hurry_refund
from payments.services.statements import (
    A_DAY,
    AT_ONCE,
    bounds,
    count_up,
    statement_of,
    store_rows,
)

logger = logging.getLogger(__name__)

Ending, Kind = Difference.Ending, Difference.Kind
Judged = list[tuple[StatementLine, Verdict]]
WITHIN = 7  # days that are caught up with by themselves
LOOK_BACK = timedelta(days=10)


def reconcile(*, gateway: str, day: date, now: datetime) -> Statement:
    """Read a gateway's statement of one of its days and open what differs.

    Each row is stored once, each difference is found once, however often and by how
    many at the same time; a day that is read again takes what is new.  A payment that
    is missing in our books is asked about first, and so is a refund on its way: money
    that was lost settles by itself.  Differences whose reason is gone end.

    Not inside a transaction.  Raises MethodNotOffered, NoStatements,
    StatementNotReady, GatewayAway; what was read so far stays.
    """
    adapter = gateway_named(gateway)
    if adapter not in keeping_books():
        raise NoStatements
    if bounds(day, zone=adapter.zone)[1] > now:
        raise StatementNotReady
    statement = statement_of(gateway, day=day, zone=adapter.zone, now=now)
    # Watched apart: days without a statement must not keep anybody from paying.
    with watched(f"{gateway} statements"):
        store_rows(statement, rows=adapter.statement(day, now=now))
    _judge_all(statement, now)
    _close(statement, now)
    review(gateway=gateway, now=now)
    return statement


def review(*, gateway: str, now: datetime) -> None:
    """Look again at open differences, and at what waited for a neighbouring day.

    Ends those whose reason is gone.  Not inside a transaction.
    """
    open_ones = Difference.objects.open().filter(
        statement__gateway=gateway, line__isnull=False
    )
    last = 0
    while batch := list(
        open_ones.filter(pk__gt=last).select_related("line").order_by("pk")[:AT_ONCE]
    ):
        last = batch[-1].pk
        lines = [one.line for one in batch if one.line is not None]
        differing = {line.pk for line, _verdict in _ask_and_judge(gateway, lines, now)}
        agreeing = [one.pk for one in batch if one.line_id not in differing]
        Difference.objects.open().filter(pk__in=agreeing).update(
            ending=Ending.BOOKED, resolved_at=now
        )
    lately = Statement.objects.filter(
        gateway=gateway, state=Statement.State.READ, ends_at__gte=now - LOOK_BACK
    )
    find_missing(gateway, days=lately.values_list("day", flat=True), now=now)
    close_found(gateway, now=now)


def unread_days(gateway: Gateway, *, now: datetime) -> list[date]:
    """The last days by its own clock that were not read yet, the oldest first."""
    today = now.astimezone(gateway.zone).date()
    days = [today - back * A_DAY for back in range(WITHIN, 0, -1)]
    read = Statement.objects.filter(
        gateway=gateway.code, day__in=days, state=Statement.State.READ
    )
    known = set(read.values_list("day", flat=True))
    return [day for day in days if day not in known]


@transaction.atomic
def resolve_difference(
    *, difference_id: int, reason: str, staff: Any, now: datetime
) -> Difference:
    """Somebody says why a difference is none (any more).  Nothing is booked.

    Raises AlreadyDecided.
    """
    difference = (
        Difference.objects.select_for_update(of=("self",), no_key=True)
        .select_related("statement", "attempt__order", "refund", "line")
        .get(pk=difference_id)
    )
    if difference.resolved_at is not None:
        raise AlreadyDecided
    difference.ending, difference.reason = Ending.BY_HAND, reason[:200]
    difference.resolved_at, difference.resolved_by = now, staff
    difference.save(update_fields=["ending", "reason", "resolved_at", "resolved_by"])
    return difference


def _judge_all(statement: Statement, now: datetime) -> None:
    """In batches by key; what was found before stays as it was found."""
    rows, last = statement.lines.exclude(kind=StatementLine.Kind.OTHER), 0
    rows = rows.exclude(is_of_others())
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        differing = _ask_and_judge(statement.gateway, batch, now)
        Difference.objects.bulk_create(
            [_difference(statement, *one, now) for one in differing],
            ignore_conflicts=True,
        )


def _ask_and_judge(
    gateway: str, lines: Sequence[StatementLine], now: datetime
) -> Judged:
    """Before a row counts as missing in our books, its gateway is asked about it."""
    differing = judge(gateway, lines=lines)
    asked = [line for line, verdict in differing if _ask(line, verdict, now)]
    if not asked:
        return differing
    again = {line.pk for line in asked}
    rest = [one for one in differing if one[0].pk not in again]
    return [*rest, *judge(gateway, lines=asked)]


def _ask(line: StatementLine, verdict: Verdict, now: datetime) -> bool:
    """False where nobody can be asked, or nobody answers."""
    if verdict.kind != Kind.THEIRS_ONLY or verdict.attempt is None:
        return False
    if verdict.refund is not None:
        return not verdict.refund.is_final and hurry_refund(
            refund_id=verdict.refund.pk, now=now
        )
    if line.kind == StatementLine.Kind.REFUND:
        return False  # made at the gateway's own desk: there is no row to ask about
    try:
        ask_gateway(attempt_id=verdict.attempt.pk, now=now)
    except GatewayAway:
        logger.warning("Attempt %s could not be asked about", verdict.attempt.pk)
        return False
    return True


@transaction.atomic
def _close(statement: Statement, now: datetime) -> None:
    """Read: every row is in our books or a difference, and so is what is missing."""
    count_up(statement)
    statement.state, statement.read_at = Statement.State.READ, now
    statement.save()
    days = [statement.day + step * A_DAY for step in (-1, 0, 1)]
    find_missing(statement.gateway, days=days, now=now)


def _difference(
    statement: Statement, line: StatementLine, verdict: Verdict, now: datetime
) -> Difference:
    return Difference(
        kind=verdict.kind,
        statement=statement,
        line=line,
        attempt=verdict.attempt,
        refund=verdict.refund,
        ours=verdict.ours,
        theirs=line.amount,
        currency=line.currency,
        found_at=now,
    )
