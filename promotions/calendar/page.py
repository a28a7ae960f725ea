"""The campaign calendar as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.timezone import localdate

from promotions.calendar.conflicts import conflicts_of
from promotions.calendar.entries import Lane
from promotions.calendar.laying import Day, Row, Stretch, days_of, rows_of, stretch_of
from promotions.calendar.periods import Period, period_of


@dataclass(frozen=True, kw_only=True)
class LaneRows:
    label: str | Promise
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """`before` began earlier and goes on; `days` tell what begins and ends."""

    period: Period
    today: date
    lanes: Sequence[LaneRows]
    before: Sequence[Stretch]
    days: Sequence[Day]

    @property
    def columns(self) -> int:
        return len(self.period.days) + 1

    @property
    def other(self) -> Period:
        """The week of a month, which is this one if it is in it; the month of a week."""
        kind = "week" if self.period.kind == "month" else "month"
        is_in = self.period.first <= self.today <= self.period.last
        middle = self.period.first + timedelta(days=3)
        day = self.period.first if kind == "week" else middle
        return period_of(kind, self.today if is_in else day)

    @property
    def current(self) -> Period:
        return period_of(self.period.kind, self.today)


def calendar_page(
    period: Period, lanes: Sequence[Lane], *, now: datetime
) -> CalendarPage:
    """As many queries as the lanes ask, whatever they find."""
    bounds = (period.starts_at, period.ends_at)
    found = [(lane, entry) for lane in lanes for entry in lane.entries(*bounds)]
    conflicts = conflicts_of([entry for _lane, entry in found], now=now)
    stretches = [
        (lane, stretch_of(one, period, conflicts=conflicts.get(at, ()), now=now))
        for at, (lane, one) in enumerate(found)
    ]
    every = [stretch for _lane, stretch in stretches]
    rows = [
        LaneRows(
            label=lane.label,
            rows=rows_of([one for its, one in stretches if its is lane], period),
        )
        for lane in lanes
    ]
    return CalendarPage(
        period=period,
        today=localdate(now),
        lanes=[lane for lane in rows if lane.rows],
        before=[one for one in every if one.entry.starts_at < period.starts_at],
        days=days_of(every, period, now=now),
    )
