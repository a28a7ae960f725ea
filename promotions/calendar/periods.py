"""A month or a week of the shop's own days, as the calendar's address names it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localdate

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
WEEK = re.compile(r"20\d\d-W[0-5]\d")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """`kind` is `month` or `week`; both days are its own."""

    kind: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [
            self.first + n * A_DAY for n in range((self.last - self.first).days + 1)
        ]

    @property
    def starts_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return midnight(self.last + A_DAY)

    @property
    def title(self) -> str:
        if self.kind == "month":
            return date_format(self.first, "YEAR_MONTH_FORMAT")
        return f"{date_format(self.first)} – {date_format(self.last)}"

    @property
    def query(self) -> str:
        """How the address names it."""
        return (
            f"{self.kind}={self.first:{'%Y-%m' if self.kind == 'month' else '%G-W%V'}}"
        )

    @property
    def before(self) -> "Period":
        return period_of(self.kind, self.first - A_DAY)

    @property
    def after(self) -> "Period":
        return period_of(self.kind, self.last + A_DAY)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())


def period_of(kind: str, day: date) -> Period:
    """The month or the week that a day is in."""
    if kind == "month":
        first = day.replace(day=1)
        last = (first + 31 * A_DAY).replace(day=1) - A_DAY
    else:
        first = day - day.weekday() * A_DAY
        last = first + 6 * A_DAY
    return Period(kind=kind, first=first, last=last)


def period_from(said: Mapping[str, str], *, now: datetime) -> Period:
    """`week=2026-W48` or `month=2026-11`; what is neither is this month."""
    try:
        if WEEK.fullmatch(said.get("week", "")):
            return period_of("week", date.fromisoformat(f"{said['week']}-1"))
        if MONTH.fullmatch(said.get("month", "")):
            return period_of("month", date.fromisoformat(f"{said['month']}-01"))
    except ValueError:  # a year's 53rd week that it has not
        pass
    return period_of("week" if said.get("week") else "month", localdate(now))
