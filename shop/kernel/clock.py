"""The shop's one clock.  Read it once at the edge and hand `now` down."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()
