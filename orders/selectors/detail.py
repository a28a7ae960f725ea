"""One order's page: where it is, what is in it, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.actions import Action, actions_for
from orders.models import Order, OrderEvent, OrderLine, Shipment
from orders.panels import Panel, panels_of
from orders.reasons import words_of
from orders.selectors.cards import KINDS
from orders.selectors.delivery import delivery_window
from orders.states import OrderStatus

S = OrderStatus

SENTENCES: dict[str, str | Promise] = {
    S.PENDING_PAYMENT: gettext_lazy("Waiting for your payment"),
    S.AWAITING_TEAM: gettext_lazy("Paid. Waiting for the team to be complete"),
    S.AWAITING_SHIPMENT: gettext_lazy("Paid. We are packing your order"),
    S.PARTIALLY_SHIPPED: gettext_lazy("Part of your order is on its way"),
    S.SHIPPED: gettext_lazy("Your order is on its way"),
    S.RECEIVED: gettext_lazy("You have received your order"),
    S.COMPLETED: gettext_lazy("This order is completed"),
    S.CANCELLED: gettext_lazy("This order was cancelled"),
    S.REFUNDED: gettext_lazy("This order was refunded"),
}
HAPPENED: dict[str, str | Promise] = {
    **SENTENCES,
    S.PENDING_PAYMENT: gettext_lazy("Order placed"),
    S.AWAITING_SHIPMENT: gettext_lazy("Payment received"),
    S.AWAITING_TEAM: gettext_lazy("Payment received, waiting for the team"),
    S.SHIPPED: gettext_lazy("Handed to the carrier"),
    S.PARTIALLY_SHIPPED: gettext_lazy("Part of it handed to the carrier"),
    S.RECEIVED: gettext_lazy("Received"),
    S.COMPLETED: gettext_lazy("Completed"),
    S.CANCELLED: gettext_lazy("Cancelled"),
    S.REFUNDED: gettext_lazy("Refunded"),
}


@dataclass(frozen=True, kw_only=True)
class LineView:
    name: str
    url: str
    image: str
    options: dict[str, str]
    quantity: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    order: Order
    sentence: str
    reason: str
    kind: str
    actions: list[Action]
    window: tuple[datetime, datetime] | None
    steps: list[dict[str, Any]]
    lines: list[LineView]
    rows: list[dict[str, Any]]
    parcels: Sequence[Shipment]
    events: list[dict[str, Any]]
    panels: list[Panel]

    @property
    def can_pay(self) -> bool:
        return Action.PAY in self.actions

    @property
    def can_cancel(self) -> bool:
        return Action.CANCEL in self.actions

    @property
    def can_receive(self) -> bool:
        return Action.RECEIVE in self.actions


def order_page(order: Order, *, now: datetime) -> OrderPage:
    """Everything but the higher floors' panels in four queries."""
    moves = order.events.exclude(kind=OrderEvent.Kind.NOTE)  # notes are the shop's own
    events = list(moves.order_by("pk"))
    lines = order.lines.select_related("variant__product")
    is_moving = order.status in (S.AWAITING_SHIPMENT, S.SHIPPED, S.PARTIALLY_SHIPPED)
    return OrderPage(
        order=order,
        sentence=str(SENTENCES[order.status]),
        reason=words_of(events[-1].reason) if events and _has_ended(order) else "",
        kind=KINDS[OrderStatus(order.status)],
        actions=actions_for(order, now=now),
        window=delivery_window(order) if is_moving else None,
        steps=_steps(order, events),
        lines=[line_view(line) for line in lines],
        rows=price_rows(order),
        parcels=list(order.shipments.all()),
        events=[_event(event) for event in reversed(events)],
        panels=panels_of(order),
    )


def line_view(line: OrderLine) -> LineView:
    return LineView(
        name=line.name,
        url=reverse("catalog:product", args=[line.variant.product.slug]),
        image=line.image,
        options=line.options,
        quantity=line.quantity,
        amount=line.goods_amount,
    )


def price_rows(order: Order) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"label": _("Goods"), "amount": order.goods_amount}]
    if order.discount_amount:
        rows.append(
            {
                "label": _("Discount"),
                "amount": -order.discount_amount,
                "kind": "discount",
            }
        )
    delivery = _("Delivery (%(name)s)") % {"name": order.shipping_name}
    rows.append({"label": delivery, "amount": order.shipping_amount})
    return rows


def _has_ended(order: Order) -> bool:
    return order.status in (S.CANCELLED, S.REFUNDED)


def _steps(order: Order, events: Sequence[OrderEvent]) -> list[dict[str, Any]]:
    """Ordered, paid, shipped, received: with times, and where it stopped."""
    at = {event.new: event.at for event in events}
    road: list[tuple[str, datetime | None]] = [
        (_("Ordered"), order.placed_at),
        (_("Paid"), order.paid_at),
        (_("Shipped"), order.shipped_at),
        (_("Received"), at.get(S.RECEIVED)),
    ]
    if _has_ended(order):
        gone = [(label, when) for label, when in road if when]
        ended = (str(HAPPENED[order.status]), events[-1].at)
        return _as_steps([*gone, ended], ["done"] * len(gone) + ["failed"])
    passed = sum(1 for _label, when in road if when)
    states = ["done"] * (passed - 1) + ["current"] + ["todo"] * (len(road) - passed)
    return _as_steps(road, states)


def _as_steps(
    road: Sequence[tuple[str, datetime | None]], states: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        {"label": label, "at": when, "state": state}
        for (label, when), state in zip(road, states, strict=True)
    ]


def _event(event: OrderEvent) -> dict[str, Any]:
    title = _("Note") if event.old == event.new else str(HAPPENED[event.new])
    return {"title": title, "text": words_of(event.reason), "at": event.at}
