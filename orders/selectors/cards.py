"""The list of somebody's orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.actions import Action, actions_for
from orders.models import Order
from orders.models.order import OrderQuerySet
from orders.states import OrderStatus

S = OrderStatus
PICTURES = 4

TABS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "": (gettext_lazy("All"), frozenset(S.values)),
    "unpaid": (gettext_lazy("To pay"), frozenset({S.PENDING_PAYMENT})),
    "paid": (
        gettext_lazy("To ship"),
        frozenset({S.AWAITING_SHIPMENT, S.AWAITING_TEAM}),
    ),
    "shipped": (
        gettext_lazy("On the way"),
        frozenset({S.PARTIALLY_SHIPPED, S.SHIPPED}),
    ),
    "finished": (gettext_lazy("Received"), frozenset({S.RECEIVED, S.COMPLETED})),
    "ended": (gettext_lazy("Cancelled"), frozenset({S.CANCELLED, S.REFUNDED})),
}
KINDS = {
    S.PENDING_PAYMENT: "warn",
    S.AWAITING_SHIPMENT: "info",
    S.AWAITING_TEAM: "info",
    S.PARTIALLY_SHIPPED: "info",
    S.SHIPPED: "info",
    S.RECEIVED: "ok",
    S.COMPLETED: "ok",
    S.CANCELLED: "plain",
    S.REFUNDED: "plain",
}


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class OrderCard:
    number: str
    url: str
    status: str
    kind: str
    placed_at: datetime
    images: list[str]
    more: int
    names: str
    total: Decimal
    count: int
    actions: list[dict[str, Any]]


def tabs_of(orders: OrderQuerySet, *, current: str) -> list[Tab]:
    """Each with how many there are; one query."""
    counts = orders.aggregate(
        **{
            f"n_{code}": Count("pk", filter=Q(status__in=statuses))
            for code, (_label, statuses) in TABS.items()
        }
    )
    url = reverse("orders:list")
    return [
        Tab(
            label=str(label),
            url=f"{url}?state={code}" if code else url,
            count=counts[f"n_{code}"],
            is_current=code == current,
        )
        for code, (label, _statuses) in TABS.items()
    ]


def order_cards(orders: Sequence[Order], *, now: datetime) -> list[OrderCard]:
    """Their lines were prefetched."""
    return [_card(order, now) for order in orders]


def _card(order: Order, now: datetime) -> OrderCard:
    lines = list(order.lines.all())
    url = reverse("orders:show", args=[order.number])
    return OrderCard(
        number=order.number,
        url=url,
        status=order.get_status_display(),
        kind=KINDS[OrderStatus(order.status)],
        placed_at=order.placed_at,
        images=[line.image for line in lines[:PICTURES]],
        more=max(len(lines) - PICTURES, 0),
        names=" · ".join(line.name for line in lines),
        total=order.total,
        count=sum(line.quantity for line in lines),
        actions=_buttons(order, url, now),
    )


def _buttons(order: Order, url: str, now: datetime) -> list[dict[str, Any]]:
    """The state's own button first; the rest is on the order's page."""
    able = actions_for(order, now=now)
    buttons: list[dict[str, Any]] = []
    if Action.PAY in able:
        pay = reverse("payments:pay", args=[order.number])
        buttons.append({"label": _("Pay"), "url": pay, "is_primary": True})
    if order.status in (S.SHIPPED, S.PARTIALLY_SHIPPED):
        buttons.append({"label": _("Track"), "url": f"{url}#parcels"})
    if Action.RECEIVE in able:
        received = reverse("orders:received", args=[order.number])
        buttons.append({"label": _("I have it"), "url": received, "is_primary": True})
    if not buttons:
        buttons.append({"label": _("Details"), "url": url})
    return buttons
