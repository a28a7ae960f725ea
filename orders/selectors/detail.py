"""One order's page: where it is, what is in it, what happened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.why import WhyLine
from orders.actions import Action, actions_for
from orders.models import DiscountShare, Invoice, Order, OrderEvent, OrderLine
from orders.panels import Panel, panels_of
from orders.reasons import words_of
from orders.selectors.cards import KINDS
from orders.selectors.delivery import delivery_window
from orders.selectors.invoices import is_invoiceable
from orders.selectors.log import log_of, moves_of
from orders.selectors.parcels import ParcelView, Pieces, parcels_of, unsent_of
from orders.selectors.sentences import HAS_ARRIVED, SENTENCES
from orders.selectors.steps import steps_of
from orders.selectors.team_panel import team_panels
from orders.states import ENDED, TO_SHIP, OrderStatus
from orders.why import why_of_lines
from shop.kernel.money import ZERO, written
from shop.kernel.words import listed

S = OrderStatus


@dataclass(frozen=True, kw_only=True)
class LineView:
    """`notes` tell of pieces that were given up or paid back."""

    name: str
    url: str
    image: str
    options: dict[str, str]
    quantity: int
    amount: Decimal
    notes: Sequence[str] = ()
    is_gift: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """`back` is what of the total goes back: not what came in twice or too late."""

    order: Order
    sentence: str
    reason: str
    kind: str
    actions: list[Action]
    window: tuple[datetime, datetime] | None
    arrived_at: datetime | None
    steps: list[dict[str, Any]]
    lines: list[LineView]
    rows: list[dict[str, Any]]
    why: list[WhyLine]
    back: Decimal
    parcels: Sequence[ParcelView]
    unsent: Sequence[Pieces]
    invoices: Sequence[Invoice]
    is_invoiceable: bool
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

    @property
    def can_extend(self) -> bool:
        return Action.EXTEND in self.actions

    @property
    def can_change_address(self) -> bool:
        return Action.CHANGE_ADDRESS in self.actions

    @property
    def can_ask_for_invoice(self) -> bool:
        return Action.INVOICE in self.actions and self.is_invoiceable

    @property
    def can_buy_again(self) -> bool:
        return Action.BUY_AGAIN in self.actions


def order_page(order: Order, *, now: datetime) -> OrderPage:
    """Everything but the higher floors' panels in nine queries, however many rows.

    What was read stays on the order, so that panels need not ask for it again.
    """
    _read(order)
    lines, shipments = list(order.lines.all()), list(order.shipments.all())
    events, invoices = list(order.events.all()), list(order.invoices.all())
    moves = moves_of(events)
    parcels = parcels_of(shipments, {line.pk: line for line in lines})
    arrived_at = _arrived_at(order, parcels)
    return OrderPage(
        order=order,
        sentence=str(HAS_ARRIVED if arrived_at else SENTENCES[order.status]),
        reason=words_of(moves[-1].reason) if moves and _has_ended(order) else "",
        kind=KINDS[OrderStatus(order.status)],
        actions=actions_for(order, now=now),
        window=delivery_window(order) if _is_moving(order) else None,
        arrived_at=arrived_at,
        steps=steps_of(order, moves),
        lines=[line_view(line) for line in lines],
        rows=price_rows(order, lines),
        why=why_of_lines(lines),
        back=sum((_back(line) for line in lines), ZERO),
        parcels=parcels,
        unsent=unsent_of(lines) if parcels and order.status in TO_SHIP else [],
        invoices=invoices,
        is_invoiceable=is_invoiceable(invoices, lines),
        events=log_of(events, shipments),
        panels=[*team_panels(order, now=now), *panels_of(order)],
    )


def _read(order: Order) -> None:
    shown = OrderEvent.objects.exclude(kind=OrderEvent.Kind.NOTE)  # the shop's own
    prefetch_related_objects(
        [order],
        Prefetch("lines", OrderLine.objects.select_related("variant__product")),
        Prefetch(
            "lines__discount_shares", DiscountShare.objects.select_related("discount")
        ),
        "shipments__lines",
        "shipments__tracking",
        Prefetch("events", shown),
        "invoices",
    )


def line_view(line: OrderLine) -> LineView:
    return LineView(
        name=line.name,
        url=reverse("catalog:product", args=[line.variant.product.slug]),
        image=line.image,
        options=line.options,
        quantity=line.quantity,
        amount=line.goods_amount,
        notes=[*_notes(line)],
        is_gift=line.is_gift,
    )


def _notes(line: OrderLine) -> Iterator[str]:
    if line.price_name:
        yield line.price_name
    if line.cancelled_quantity:
        yield ngettext(
            "%(count)d piece will not be sent",
            "%(count)d pieces will not be sent",
            line.cancelled_quantity,
        ) % {"count": line.cancelled_quantity}
    back = _back(line)
    if back and line.refunded_quantity:
        yield ngettext(
            "Refund (%(count)d piece): %(amount)s",
            "Refund (%(count)d pieces): %(amount)s",
            line.refunded_quantity,
        ) % {"count": line.refunded_quantity, "amount": written(back)}
    elif back:
        yield _("Refund: %(amount)s") % {"amount": written(back)}


def _back(line: OrderLine) -> Decimal:
    return line.refunded_amount + line.refunded_shipping


def price_rows(order: Order, lines: Iterable[OrderLine]) -> list[dict[str, Any]]:
    """Goods, each reduction by its name, delivery: as frozen with the order."""
    rows: list[dict[str, Any]] = [{"label": _("Goods"), "amount": order.goods_amount}]
    discounts = {
        share.discount_id: share.discount
        for line in lines
        for share in line.discount_shares.all()
    }
    rows += [
        {"label": discount.name, "amount": -discount.amount, "kind": "discount"}
        for _pk, discount in sorted(discounts.items())
    ]
    names = filter(None, [order.shipping_name, order.free_delivery])
    delivery = _("Delivery (%(name)s)") % {"name": listed(names)}
    amount = order.shipping_amount
    return [*rows, {"label": delivery, "amount": amount, "kind": "delivery"}]


def _has_ended(order: Order) -> bool:
    return order.status in ENDED


def _is_moving(order: Order) -> bool:
    return order.status in (*TO_SHIP, S.SHIPPED)


def _arrived_at(order: Order, parcels: Sequence[ParcelView]) -> datetime | None:
    """When the last parcel of a shipped order was delivered; None before that."""
    times = [parcel.delivered_at for parcel in parcels if parcel.delivered_at]
    is_complete = order.status == S.SHIPPED and len(times) == len(parcels)
    return max(times) if is_complete and times else None
