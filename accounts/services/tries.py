"""How often somebody may try something: wrong passwords, codes, guesses.

Counted in the database, so the limits hold across processes and with the cache
away.  A count starts with the first try and is forgotten after the limit's period.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When

from accounts.errors import TooManyTries
from accounts.models import Tally

LONGEST_PERIOD = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`amount` tries in `period`, for each `who` (an account, an address…)."""

    name: str
    amount: int
    period: timedelta

    def key(self, who: str) -> str:
        """Hashed: the table names nobody."""
        return hashlib.sha256(f"{self.name}:{who}".encode()).hexdigest()


def check_tries(limit: Limit, *, who: str, now: datetime) -> None:
    """Raises TooManyTries once all tries of the period are used up."""
    tally = Tally.objects.filter(
        key=limit.key(who), count__gte=limit.amount, since__gt=now - limit.period
    ).first()
    if tally:
        raise TooManyTries(tally.since + limit.period)


def count_try(limit: Limit, *, who: str, now: datetime) -> None:
    """Count one try; the first after a quiet period starts anew."""
    key = limit.key(who)
    if not _add(key, now - limit.period, now):
        try:
            with transaction.atomic():
                Tally.objects.create(key=key, count=1, since=now)
        except IntegrityError:  # another request was first
            _add(key, now - limit.period, now)


def _add(key: str, over_since: datetime, now: datetime) -> int:
    is_over = When(since__lte=over_since, then=Value(1))
    return Tally.objects.filter(key=key).update(
        count=Case(is_over, default=F("count") + 1),
        since=Case(When(since__lte=over_since, then=Value(now)), default=F("since")),
    )


def spend_try(limit: Limit, *, who: str, now: datetime) -> None:
    """Count first, then look: for guesses where even parallel ones must be few.

    Raises TooManyTries.
    """
    count_try(limit, who=who, now=now)
    tally = Tally.objects.filter(key=limit.key(who)).first()
    if tally and tally.count > limit.amount:
        raise TooManyTries(tally.since + limit.period)


def forget_tries(limit: Limit, *, who: str) -> None:
    """A right one clears the count."""
    Tally.objects.filter(key=limit.key(who)).delete()


def forget_old_tallies(now: datetime) -> int:
    """Housekeeping; how many counts were over."""
    return Tally.objects.filter(since__lt=now - LONGEST_PERIOD).delete()[0]
