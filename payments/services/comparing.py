"""Rows of statements are compared with our books, piece by piece.

A day may have more of them than fit into a turn.  Whatever was compared stays so, and
the next turn goes on from there.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from payments.errors import GatewayAway, Unfinished
from payments.models import Difference, Statement, StatementLine
from payments.models.statement import is_of_others
from payments.services.asking import ask_gateway
from payments.services.judging import Verdict, judge
from payments.services.retrying import hurry_refund
from payments.services.statements import AT_ONCE, batches
from shop.kernel.jobs import Turn

logger = logging.getLogger(__name__)

ASKED_AT_ONCE = 20  # each is a question over the network
Kind, Ending = Difference.Kind, Difference.Ending
Judged = list[tuple[StatementLine, Verdict]]


def to_judge(statement: Statement) -> QuerySet[StatementLine]:
    """Rows that nobody has looked at in this reading, by key.  What was found before
    stays as it was found."""
    rows = statement.lines.filter(pk__gt=statement.judged_to, difference=None)
    mine = rows.exclude(kind=StatementLine.Kind.OTHER).exclude(is_of_others())
    return mine.order_by("pk")


def judge_all(statement: Statement, *, now: datetime, turn: Turn | None) -> None:
    """Several may do it at once, and rows may still come: each looks where it stands.

    Raises Unfinished.
    """
    whole = Statement.objects.filter(pk=statement.pk)
    while True:
        statement.refresh_from_db(fields=["judged_to"])
        if not (batch := list(to_judge(statement)[:AT_ONCE])):
            return
        for _lines, differing in _pieces(statement.gateway, batch, now, turn):
            Difference.objects.bulk_create(
                [_difference(statement, *one, now) for one in differing],
                ignore_conflicts=True,
            )
        here = whole.filter(judged_to=statement.judged_to)
        here.update(judged_to=batch[-1].pk)
        if turn and turn.is_over:
            raise Unfinished


def judge_again(gateway: str, *, now: datetime, turn: Turn | None) -> None:
    """Open differences; those whose reason is gone end.  Raises Unfinished."""
    open_ones = Difference.objects.open().filter(
        Q(looked_at=None) | Q(looked_at__lt=now),
        statement__gateway=gateway,
        line__isnull=False,
    )
    longest = open_ones.order_by(F("looked_at").asc(nulls_first=True), "pk")
    while batch := list(longest.select_related("line")[:AT_ONCE]):
        rows = [one.line for one in batch if one.line is not None]
        for lines, differing in _pieces(gateway, rows, now, turn):
            looked = Difference.objects.open().filter(line__in=lines)
            wrong = [line.pk for line, _verdict in differing]
            looked.exclude(line__in=wrong).update(
                ending=Ending.BOOKED, resolved_at=now, looked_at=now
            )
            looked.update(looked_at=now)
        if turn and turn.is_over:
            raise Unfinished


def _pieces(
    gateway: str, lines: Sequence[StatementLine], now: datetime, turn: Turn | None
) -> Iterator[tuple[Sequence[StatementLine], Judged]]:
    """Rows that were looked at, and which of them differ.

    Before a row counts as missing in our books, its gateway is asked about it.
    """
    differing = judge(gateway, lines=lines)
    doubtful = [one for one in differing if _can_be_asked(*one)]
    asked = {line.pk for line, _verdict in doubtful}
    yield (
        [line for line in lines if line.pk not in asked],
        [one for one in differing if one[0].pk not in asked],
    )
    for some in batches(doubtful, size=ASKED_AT_ONCE):
        for _line, verdict in some:
            _ask(verdict, now)
        rows = [line for line, _verdict in some]
        yield rows, judge(gateway, lines=rows)
        if turn and turn.is_over:
            raise Unfinished


def _can_be_asked(line: StatementLine, verdict: Verdict) -> bool:
    """A refund that was made at the gateway's own desk is none of ours to ask about."""
    if verdict.kind != Kind.THEIRS_ONLY:
        return False
    if line.kind == StatementLine.Kind.REFUND:
        return verdict.refund is not None and not verdict.refund.is_final
    return verdict.attempt is not None


def _ask(verdict: Verdict, now: datetime) -> None:
    if verdict.refund is not None:
        hurry_refund(refund_id=verdict.refund.pk, now=now)
    elif verdict.attempt is not None:
        try:
            ask_gateway(attempt_id=verdict.attempt.pk, now=now)
        except GatewayAway:
            logger.warning("Attempt %s could not be asked about", verdict.attempt.pk)


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
