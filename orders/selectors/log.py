"""What happened to an order, as its buyer reads it: every event but the shop's notes."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.models import OrderEvent, Shipment
from orders.reasons import words_of
from orders.selectors.sentences import HAPPENED
from orders.states import Actor, OrderStatus
from shop.kernel.money import written

Kind, S = OrderEvent.Kind, OrderStatus

WHO: dict[str, str | Promise] = {
    Actor.BUYER: pgettext_lazy("who did it", "you"),
    Actor.STAFF: pgettext_lazy("who did it", "the shop"),
    Actor.GATEWAY: pgettext_lazy("who did it", "the payment service"),
    Actor.CLOCK: pgettext_lazy("who did it", "automatically"),
}
BESIDE: dict[str, str | Promise] = {
    Kind.PARCEL: gettext_lazy("Another parcel handed to the carrier"),
    Kind.PRICE: gettext_lazy("Price changed"),
    Kind.ADDRESS: gettext_lazy("Delivery address changed"),
    Kind.EXTENDED: gettext_lazy("More time to receive it"),
    Kind.PARTLY: gettext_lazy("Partly refunded"),
}
# (from, to, who) where the state alone would say it wrong
MOVED: dict[tuple[str, str, str], str | Promise] = {
    (S.CANCELLED, S.AWAITING_SHIPMENT, Actor.GATEWAY): gettext_lazy(
        "Late payment received: the order is on again"
    ),
    (S.PENDING_PAYMENT, S.AWAITING_SHIPMENT, Actor.CLOCK): gettext_lazy(
        "Nothing to pay: the order is confirmed"
    ),
    (S.SHIPPED, S.RECEIVED, Actor.CLOCK): gettext_lazy("Counted as received"),
}


def log_of(
    events: Sequence[OrderEvent], parcels: Sequence[Shipment]
) -> list[dict[str, Any]]:
    """Newest first.  `events` and `parcels` come in the order in which they happened."""
    sent = iter(parcels)
    return [_entry(event, sent) for event in events][::-1]


def moves_of(events: Iterable[OrderEvent]) -> list[OrderEvent]:
    return [event for event in events if event.kind == Kind.MOVE]


def _entry(event: OrderEvent, sent: Iterator[Shipment]) -> dict[str, Any]:
    return {
        "title": _title(event),
        "text": _text(event, sent),
        "at": event.at,
        "who": str(WHO[event.actor]),
    }


def _title(event: OrderEvent) -> str:
    if event.kind != Kind.MOVE:
        return str(BESIDE[event.kind])
    if event.old == S.PARTIALLY_SHIPPED and event.new == S.SHIPPED:
        rest = _("The rest handed to the carrier")
        return rest if event.reason else _("Nothing is left to send")
    special = MOVED.get((event.old, event.new, event.actor))
    return str(special or HAPPENED[event.new])


def _text(event: OrderEvent, sent: Iterator[Shipment]) -> str:
    """A parcel is named as it is known today: a mistyped number was put right."""
    if _is_parcel(event):
        parcel = next(sent, None)
        return str(parcel) if parcel else words_of(event.reason)
    facts = _facts(event)
    return " · ".join(text for text in (facts, words_of(event.reason)) if text)


def _is_parcel(event: OrderEvent) -> bool:
    moved = event.kind == Kind.MOVE and event.new in (S.PARTIALLY_SHIPPED, S.SHIPPED)
    return event.kind == Kind.PARCEL or (moved and bool(event.reason))


def _facts(event: OrderEvent) -> str:
    """Amounts are kept as text; whatever an old event lacks is not said."""
    facts = event.facts
    if event.kind == Kind.PRICE and {"before", "after"} <= facts.keys():
        return _("%(before)s → %(after)s") % {
            "before": written(Decimal(facts["before"])),
            "after": written(Decimal(facts["after"])),
        }
    if event.kind == Kind.PARTLY and "amount" in facts:
        return written(Decimal(facts["amount"]))
    return ""
