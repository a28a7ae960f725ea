"""The time left until a moment, as `static/js/countdown.js` draws it too."""

from datetime import datetime
from math import ceil

from django.utils.translation import ngettext

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def time_left(end: datetime, now: datetime) -> str:
    """`13 days 23:58:59`, `01:05:00`, `09:59`: full seconds, rounded up."""
    left = max(0, ceil((end - now).total_seconds()))
    days, rest = divmod(left, DAY)
    hours, rest = divmod(rest, HOUR)
    clock = f"{rest // MINUTE:02}:{rest % MINUTE:02}"
    if hours or days:
        clock = f"{hours:02}:{clock}"
    if not days:
        return clock
    whole = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return f"{whole} {clock}"
