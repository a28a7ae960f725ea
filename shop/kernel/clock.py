"""The shop's one clock.  Read it once at the edge and hand `now` down."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC.

    Ahead of it by `CLOCK_AHEAD`, so that a trial can live through a time-out.
    """
    return timezone.now() + settings.CLOCK_AHEAD


def elsewhere(moment: datetime) -> datetime:
    """An instant of the shop's clock as others' clocks show it."""
    return moment - settings.CLOCK_AHEAD
