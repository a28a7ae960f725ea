"""The parcels of an order, what is in them, where they are; and what is still here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from orders.models import OrderLine, Shipment, TrackingEvent

NEWS = 3  # as many sightings of a parcel are shown at once

Kind = TrackingEvent.Kind
SEEN: dict[str, str | Promise] = {
    Kind.PICKED_UP: pgettext_lazy("parcel", "Picked up"),
    Kind.ON_THE_WAY: pgettext_lazy("parcel", "On the way"),
    Kind.OUT: pgettext_lazy("parcel", "Out for delivery"),
    Kind.DELIVERED: pgettext_lazy("parcel", "Delivered"),
    Kind.PROBLEM: pgettext_lazy("parcel", "There is a problem"),
}
TONES = {Kind.DELIVERED: "ok", Kind.PROBLEM: "bad"}


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """So many of one article."""

    name: str
    options: str
    image: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ParcelView:
    """`news` are the latest sightings, `older` the rest."""

    carrier_name: str
    tracking_number: str
    shipped_at: datetime
    delivered_at: datetime | None
    pieces: Sequence[Pieces]
    news: Sequence[dict[str, Any]]
    older: Sequence[dict[str, Any]]


def parcels_of(
    shipments: Iterable[Shipment], lines: Mapping[int, OrderLine]
) -> list[ParcelView]:
    """Their lines and sightings were prefetched; `lines` is `{id: order line}`."""
    return [_parcel(shipment, lines) for shipment in shipments]


def unsent_of(lines: Iterable[OrderLine]) -> list[Pieces]:
    """What no parcel holds yet."""
    return [_pieces(line, line.left_to_ship) for line in lines if line.left_to_ship]


def _parcel(shipment: Shipment, lines: Mapping[int, OrderLine]) -> ParcelView:
    seen = [_sighting(event) for event in shipment.tracking.all()]
    return ParcelView(
        carrier_name=shipment.carrier_name,
        tracking_number=shipment.tracking_number,
        shipped_at=shipment.shipped_at,
        delivered_at=shipment.delivered_at,
        pieces=[
            _pieces(lines[row.line_id], row.quantity)
            for row in sorted(shipment.lines.all(), key=lambda row: row.line_id)
        ],
        news=seen[:NEWS],
        older=seen[NEWS:],
    )


def _pieces(line: OrderLine, quantity: int) -> Pieces:
    return Pieces(
        name=line.name,
        options=" · ".join(line.options.values()),
        image=line.image,
        quantity=quantity,
    )


def _sighting(event: TrackingEvent) -> dict[str, Any]:
    return {
        "title": str(SEEN[event.kind]),
        "text": " · ".join(part for part in (event.place, event.text) if part),
        "at": event.at,
        "kind": TONES.get(Kind(event.kind), ""),
    }
