"""What a carrier does with a parcel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from orders.errors import ParcelKnown, SeenTooEarly
from orders.models import Order, OrderEvent, Shipment, TrackingEvent
from orders.states import Actor

SLACK = timedelta(days=1)  # carriers' clocks, and times that name no zone


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """Where a parcel was seen, and when (aware)."""

    kind: TrackingEvent.Kind
    at: datetime
    place: str = ""
    text: str = ""


@transaction.atomic
def note_sighting(
    *, shipment_id: int, sighting: Sighting, actor_id: int | None = None
) -> bool:
    """Write down where a parcel was seen; False if that is known already.

    A parcel that was delivered says so from then on.  Raises SeenTooEarly: a row of
    this log stays for ever, and no slip of the pen may make its page unreadable.
    """
    shipment = Shipment.objects.select_related("order").get(pk=shipment_id)
    if sighting.at < shipment.order.placed_at - SLACK:
        raise SeenTooEarly
    _event, is_new = TrackingEvent.objects.get_or_create(
        shipment_id=shipment_id,
        kind=sighting.kind,
        at=sighting.at,
        place=sighting.place[:80],
        text=sighting.text[:200],
        defaults={"actor_id": actor_id},
    )
    if is_new and sighting.kind == TrackingEvent.Kind.DELIVERED:
        undelivered = Shipment.objects.filter(pk=shipment_id, delivered_at=None)
        undelivered.update(delivered_at=sighting.at)
    return is_new


@transaction.atomic
def correct_parcel(
    *,
    shipment_id: int,
    carrier: str,
    tracking_number: str,
    now: datetime,
    actor_id: int | None,
) -> Shipment:
    """Put a mistyped carrier or number right; the order's log keeps the old one.

    Raises ParcelKnown.
    """
    order_id = Shipment.objects.values_list("order_id", flat=True).get(pk=shipment_id)
    order = Order.objects.locked().get(pk=order_id)
    shipment = order.shipments.get(pk=shipment_id)
    same = order.shipments.filter(carrier=carrier, tracking_number=tracking_number)
    if same.exclude(pk=shipment_id).exists():
        raise ParcelKnown(tracking_number)
    old = str(shipment)
    shipment.carrier, shipment.tracking_number = carrier, tracking_number
    shipment.save(update_fields=["carrier", "tracking_number"])
    order.events.create(
        kind=OrderEvent.Kind.NOTE,
        old=order.status,
        new=order.status,
        actor=Actor.STAFF,
        actor_user_id=actor_id,
        reason=f"{old} → {shipment}"[:300],
        at=now,
    )
    return shipment
