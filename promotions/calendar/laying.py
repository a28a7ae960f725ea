"""Stretches of time laid out: in rows for a wide screen, by days for a phone.  Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from promotions.calendar.entries import Entry
from promotions.calendar.periods import Period
from promotions.standing import Standing

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """An entry within a period: its days there, where it stands, and the names of what
    it is in conflict with."""

    entry: Entry
    standing: Standing
    first: date
    last: date
    conflicts: tuple[str, ...] = ()

    @property
    def is_of_one_day(self) -> bool:
        """From its start to its end."""
        entry = self.entry
        return entry.ends_at is not None and localdate(entry.starts_at) == localdate(
            entry.ends_at - A_MOMENT
        )


@dataclass(kw_only=True)
class Cell:
    """So many days, with what is on in all of them; nothing: a gap."""

    days: int
    stretches: list[Stretch] = field(default_factory=list)


@dataclass(kw_only=True)
class Row:
    """A campaign; as many tracks as it takes until no two stretches cross."""

    entry: Entry
    standing: Standing
    conflicts: tuple[str, ...]
    tracks: list[list[Cell]]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that begins or ends on a day."""

    at: datetime
    is_end: bool
    stretch: Stretch


@dataclass(frozen=True, kw_only=True)
class Day:
    day: date
    is_today: bool
    events: Sequence[Event]


def stretch_of(
    entry: Entry, period: Period, *, conflicts: Sequence[str], now: datetime
) -> Stretch:
    last = localdate(entry.ends_at - A_MOMENT) if entry.ends_at else period.last
    stands = entry.standing(now)
    names = dict.fromkeys((*entry.rivals, *conflicts)) if stands.is_to_come else ()
    return Stretch(
        entry=entry,
        standing=stands,
        first=max(localdate(entry.starts_at), period.first),
        last=min(last, period.last),
        conflicts=tuple(names),
    )


def rows_of(stretches: Sequence[Stretch], period: Period) -> list[Row]:
    """One for each campaign, in the order in which they begin."""
    campaigns: dict[object, list[Stretch]] = {}
    for stretch in sorted(stretches, key=lambda one: one.entry.starts_at):
        campaigns.setdefault(stretch.entry.campaign, []).append(stretch)
    return [
        Row(
            entry=_foremost(found).entry,
            standing=_foremost(found).standing,
            conflicts=tuple(dict.fromkeys(n for one in found for n in one.conflicts)),
            tracks=[_cells(track, period) for track in _tracks(found)],
        )
        for found in campaigns.values()
    ]


def _foremost(stretches: Sequence[Stretch]) -> Stretch:
    """The one that says where the campaign stands."""
    order = list(Standing)
    return min(stretches, key=lambda one: order.index(one.standing))


def _tracks(stretches: Sequence[Stretch]) -> list[list[list[Stretch]]]:
    """Those of the very same days stand together, those that cross below each other."""
    tracks: list[list[list[Stretch]]] = []
    for stretch in stretches:
        days = (stretch.first, stretch.last)
        for track in tracks:
            latest = track[-1][0]
            if (latest.first, latest.last) == days:
                track[-1].append(stretch)
                break
            if latest.last < stretch.first:
                track.append([stretch])
                break
        else:
            tracks.append([[stretch]])
    return tracks


def _cells(track: Sequence[list[Stretch]], period: Period) -> list[Cell]:
    cells, day = [], period.first
    for together in track:
        first, last = together[0].first, together[0].last
        if first > day:
            cells.append(Cell(days=(first - day).days))
        cells.append(Cell(days=(last - first).days + 1, stretches=together))
        day = last + timedelta(days=1)
    if day <= period.last:
        cells.append(Cell(days=(period.last - day).days + 1))
    return cells


def days_of(
    stretches: Sequence[Stretch], period: Period, *, now: datetime
) -> list[Day]:
    """The days of the period on which something begins or ends."""
    days: dict[date, list[Event]] = {}
    for stretch in stretches:
        entry = stretch.entry
        moments = [(entry.starts_at, False)]
        if entry.ends_at is not None and not stretch.is_of_one_day:
            moments.append((entry.ends_at, True))
        for at, is_end in moments:
            if period.starts_at <= at < period.ends_at:
                event = Event(at=at, is_end=is_end, stretch=stretch)
                days.setdefault(localdate(at), []).append(event)
    return [
        Day(
            day=day,
            is_today=day == localdate(now),
            events=sorted(days[day], key=lambda event: event.at),
        )
        for day in sorted(days)
    ]
