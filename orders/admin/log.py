"""Everything that happened to an order, as its shop reads it: notes too, and who."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import Order, OrderEvent
from orders.reasons import words_of
from orders.states import Actor, OrderStatus
from shop.kernel.money import written

Kind, S = OrderEvent.Kind, OrderStatus

# (from, to, who) where the state alone would say it wrong
MOVED = {
    (S.CANCELLED, S.AWAITING_SHIPMENT, Actor.GATEWAY): gettext_lazy(
        "paid late: on again"
    ),
    (S.SHIPPED, S.RECEIVED, Actor.CLOCK): gettext_lazy("counted as received"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    title: str
    texts: list[str]
    who: str
    at: datetime
    kind: str

    @property
    def is_move(self) -> bool:
        return self.kind == Kind.MOVE

    @property
    def is_note(self) -> bool:
        return self.kind == Kind.NOTE


def log_of(order: Order) -> list[Entry]:
    """The newest first.  One query."""
    events = order.events.select_related("actor_user").order_by("-pk")
    return [_entry(event) for event in events]


def _entry(event: OrderEvent) -> Entry:
    texts = [_facts(event.kind, event.facts), words_of(event.reason)]
    actor = event.get_actor_display()
    return Entry(
        title=_title(event),
        texts=[text for text in texts if text],
        who=f"{event.actor_user} ({actor})" if event.actor_user else str(actor),
        at=event.at,
        kind=event.kind,
    )


def _title(event: OrderEvent) -> str:
    if event.kind != Kind.MOVE:
        return str(event.get_kind_display())
    if not event.old:
        return _("placed")
    special = MOVED.get((S(event.old), S(event.new), Actor(event.actor)))
    return str(special or event.get_new_display())


def _facts(kind: str, facts: dict[str, Any]) -> str:
    """Amounts are kept as text; whatever an old event lacks is not said."""
    if kind == Kind.PRICE and {"before", "after"} <= facts.keys():
        before, after = (written(Decimal(facts[side])) for side in ("before", "after"))
        return f"{before} → {after}"
    if kind == Kind.PARTLY and "amount" in facts:
        return written(Decimal(facts["amount"]))
    return ""
