"""Sightings of parcels as rows of a file: order, number, time, kind, place, text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from orders.errors import SeenTooEarly
from orders.models import Shipment, TrackingEvent
from orders.pasted import Row
from orders.services import Sighting, note_sighting

SKEW = timedelta(minutes=5)  # a carrier's clock may be ahead of ours


class BadRow(Exception):
    """What is wrong with a row, for whoever runs the import."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A row, and whether it told something new; or what is wrong with it."""

    row: Row
    is_new: bool = False
    problem: str = ""


def take(rows: Iterator[Row], *, now: datetime) -> Iterator[Taken]:
    """Write each row down in a transaction of its own.  Rows known already are fine."""
    for row in rows:
        try:
            yield Taken(row=row, is_new=_take(row, now))
        except BadRow as error:
            yield Taken(row=row, problem=str(error))


def _take(row: Row, now: datetime) -> bool:
    parcel = _parcel(row.cell(0), row.cell(1))
    sighting = Sighting(
        kind=_kind(row.cell(3)),
        at=_time(row.cell(2), now),
        place=row.cell(4)[:80],
        text=", ".join(row.cells[5:])[:200],
    )
    try:
        return note_sighting(shipment_id=parcel.pk, sighting=sighting)
    except SeenTooEarly as error:
        raise BadRow(str(error)) from None


def _parcel(number: str, tracking_number: str) -> Shipment:
    parcels = Shipment.objects.filter(
        order__number__iexact=number, tracking_number__iexact=tracking_number
    )
    found = list(parcels[:2])
    if len(found) != 1:
        raise BadRow(f"no parcel {tracking_number} of order {number}")
    return found[0]


def _time(text: str, now: datetime) -> datetime:
    """ISO 8601; without an offset it is the shop's own clock."""
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise BadRow(f"“{text}” is no time like 2026-11-20T14:30+08:00")
    if is_naive(at):
        at = make_aware(at)
    if at > now + SKEW:
        raise BadRow(f"{text} has not come yet")
    return at


def _kind(text: str) -> TrackingEvent.Kind:
    try:
        return TrackingEvent.Kind(text.lower())
    except ValueError:
        known = ", ".join(TrackingEvent.Kind.values)
        raise BadRow(f"“{text}” is none of {known}") from None
