"""The list of somebody's orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.actions import Action, actions_for
from orders.models import Order, OrderLine
from orders.models.order import OrderQuerySet
from orders.states import ENDED, OrderStatus
from shop.kernel.money import written

S = OrderStatus
PICTURES = 4
AT_REST = ENDED | {S.RECEIVED, S.COMPLETED}  # what one buys again from the list

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
    """`notes` tell what the state alone does not: parts sent, money back."""

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
    notes: list[str]
    actions: list[dict[str, Any]]


def found_by(orders: OrderQuerySet, words: str) -> OrderQuerySet:
    """Those whose number, or the name of an article of theirs, holds these words."""
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    named = Exists(lines.filter(Q(name__icontains=words) | Q(sku__iexact=words)))
    return orders.filter(Q(number__icontains="".join(words.split())) | named)


def tabs_of(orders: OrderQuerySet, *, current: str, words: str = "") -> list[Tab]:
    """Each with how many there are; one query."""
    counts = orders.aggregate(
        **{
            f"n_{code}": Count("pk", filter=Q(status__in=statuses))
            for code, (_label, statuses) in TABS.items()
        }
    )
    return [
        Tab(
            label=str(label),
            url=f"{reverse('orders:list')}{_query(code, words)}",
            count=counts[f"n_{code}"],
            is_current=code == current,
        )
        for code, (label, _statuses) in TABS.items()
    ]


def _query(state: str, words: str) -> str:
    asked = {name: text for name, text in (("state", state), ("q", words)) if text}
    return f"?{urlencode(asked)}" if asked else ""


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
        notes=_notes(order, lines),
        actions=_buttons(order, url, now),
    )


def _notes(order: Order, lines: Sequence[OrderLine]) -> list[str]:
    notes = []
    if order.status == S.PARTIALLY_SHIPPED:
        sent = sum(line.shipped_quantity for line in lines)
        text = ngettext(
            "%(count)d piece is on its way, %(left)d to come",
            "%(count)d pieces are on their way, %(left)d to come",
            sent,
        )
        left = sum(line.left_to_ship for line in lines)
        notes.append(text % {"count": sent, "left": left})
    if order.refunded:
        amount = written(order.refunded)
        notes.append(_("Refund: %(amount)s") % {"amount": amount})
    return notes


def _buttons(order: Order, url: str, now: datetime) -> list[dict[str, Any]]:
    """The state's own button last, under the thumb; the rest is on the order's page."""
    able = actions_for(order, now=now)
    buttons: list[dict[str, Any]] = []
    if order.status in (S.SHIPPED, S.PARTIALLY_SHIPPED):
        buttons.append({"label": _("Track"), "url": f"{url}#parcels"})
    else:
        buttons.append({"label": _("Details"), "url": url})
    if order.status == S.AWAITING_TEAM:
        invite = {"label": _("Invite friends"), "url": f"{url}#team"}
        buttons.append(invite | {"is_primary": True})
    if Action.BUY_AGAIN in able and order.status in AT_REST:
        again = reverse("orders:again", args=[order.number])
        buttons.append({"label": _("Buy again"), "url": again, "is_form": True})
    if Action.PAY in able:
        pay = reverse("payments:pay", args=[order.number])
        buttons.append({"label": _("Pay"), "url": pay, "is_primary": True})
    if Action.RECEIVE in able:
        received = reverse("orders:received", args=[order.number])
        buttons.append({"label": _("I have it"), "url": received, "is_primary": True})
    return buttons
