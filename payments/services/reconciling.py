"""Our books against a gateway's, a day at a time."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from payments.errors import (
    AlreadyDecided,
    NoStatements,
    StatementNotReady,
    Unfinished,
)
from payments.gateways.base import Gateway
from payments.gateways.registry import gateway_named, keeping_books
from payments.gateways.watch import watched
from payments.models import Difference, Statement
from payments.services.comparing import judge_again, judge_all, to_judge
from payments.services.missing import close_found, find_missing
from payments.services.statements import (
    A_DAY,
    bounds,
    count_up,
    statement_of,
    store_rows,
)
from shop.kernel.jobs import Turn

logger = logging.getLogger(__name__)

Ending = Difference.Ending
WITHIN = 7  # days that are caught up with by themselves
LOOK_BACK = timedelta(days=10)


def reconcile(
    *, gateway: str, day: date, now: datetime, turn: Turn | None = None
) -> Statement:
    """Read a gateway's statement of one of its days and open what differs.

    Each row is stored once, each difference is found once, however often and by how
    many at the same time; a day that is read again takes what is new.  A payment that
    is missing in our books is asked about first, and so is a refund on its way: money
    that was lost settles by itself.  Differences whose reason is gone end.

    Not inside a transaction.  Raises MethodNotOffered, NoStatements,
    StatementNotReady, GatewayAway, and Unfinished when the turn is over; what was
    done so far stays, and the next one goes on from there.
    """
    adapter = gateway_named(gateway)
    if adapter not in keeping_books():
        raise NoStatements
    if bounds(day, zone=adapter.zone)[1] > now:
        raise StatementNotReady
    statement = statement_of(gateway, day=day, zone=adapter.zone, now=now)
    if not statement.is_whole:
        # Watched apart: days without a statement must not keep anybody from paying.
        with watched(f"{gateway} statements"):
            rows = adapter.statement(day, now=now, before=statement.reached_at)
            store_rows(statement, rows=rows, turn=turn)
    while not _close(statement, now):
        judge_all(statement, now=now, turn=turn)
    review(gateway=gateway, now=now, turn=turn)
    return statement


def review(*, gateway: str, now: datetime, turn: Turn | None = None) -> None:
    """Look again at what waited for a neighbouring day, and at open differences.

    Ends those whose reason is gone; a turn that is too short for all of them begins
    with what was not looked at for longest.  Not inside a transaction.
    """
    lately = Statement.objects.filter(
        gateway=gateway, state=Statement.State.READ, ends_at__gte=now - LOOK_BACK
    )
    find_missing(gateway, days=lately.values_list("day", flat=True), now=now)
    close_found(gateway, now=now)
    try:
        judge_again(gateway, now=now, turn=turn)
    except Unfinished:
        logger.info("The rest of what differs from %s is looked at later", gateway)


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


@transaction.atomic
def _close(statement: Statement, now: datetime) -> bool:
    """Read, if every row is in our books or a difference; what is missing is one, too."""
    locked = Statement.objects.select_for_update(no_key=True).filter(pk=statement.pk)
    statement.judged_to = locked.values_list("judged_to", flat=True).get()
    if to_judge(statement).exists():
        return False
    count_up(statement)
    statement.state, statement.read_at = Statement.State.READ, now
    statement.is_whole, statement.reached_at = False, None
    statement.save()
    days = [statement.day + step * A_DAY for step in (-1, 0, 1)]
    find_missing(statement.gateway, days=days, now=now)
    return True
