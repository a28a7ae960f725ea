"""What became of one order of the demo shop, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from orders.models import Order
from orders.services import (
    Adjustment,
    Parcel,
    Sighting,
    confirm_receipt,
    extend_receipt,
    issue_invoice,
    note_sighting,
    ship_order,
)
from orders.services.receiving import complete_order, receive_silently
from orders.states import Actor
from payments import services
from payments.demo.plans import DAY, HOUR, MINUTE, End, Plan, Sent
from payments.gateways.base import NOBODY
from payments.gateways.demo import bank, messages
from payments.gateways.registry import gateway_named
from payments.models import Refund
from payments.services import Why, Wish, open_attempt
from shop.kernel.money import percent_of


@dataclass(frozen=True, kw_only=True)
class Story:
    order: Order
    plan: Plan
    clerk: User | None

    @property
    def clerk_id(self) -> int | None:
        return self.clerk.pk if self.clerk else None

    def live(self, *, until: datetime) -> None:
        """From the placed order to where the plan ends, each step at its time."""
        order, plan = self.order, self.plan
        begun = order.placed_at
        soon = min(3 * MINUTE, (order.pay_by - begun) / 2)
        if plan.end is End.UNPAID:
            return
        if plan.end is End.EXPIRED:
            services.expire_order(order_id=order.pk, now=order.pay_by + MINUTE)
            return
        if plan.percent_off:
            self._reduce(begun + soon / 2)
        self._pay(begun + soon)
        if plan.end is End.CANCELLED:
            self._cancel(begun + 6 * HOUR)
        for parcel in plan.parcels:
            self._send(parcel, begun + parcel.after)
        self._arrive(begun)
        if plan.end is End.GIVEN_BACK or plan.back:
            self._give_back(begun + 6 * DAY)
        self._let_time_pass(until)

    def _reduce(self, at: datetime) -> None:
        services.adjust_price(
            order_id=self.order.pk,
            adjustment=Adjustment(
                reduction=percent_of(
                    Decimal(self.plan.percent_off), self.order.goods_amount
                ),
                shipping=self.order.shipping_amount,
                reason=self.plan.reason,
            ),
            now=at,
            actor_id=self.clerk_id,
        )

    def _pay(self, at: datetime) -> None:
        pay_at_the_bank(self.order, at)

    def _cancel(self, at: datetime) -> None:
        services.cancel_order(
            order_id=self.order.pk,
            now=at,
            actor=Actor.BUYER,
            user=self.order.owner,
            reason="changed_mind",
        )
        self._send_refunds(at)

    def _send(self, sent: Sent, at: datetime) -> None:
        parcel = Parcel(
            carrier=sent.carrier,
            tracking_number=sent.tracking_number,
            pieces=self._lines(sent.pieces) if sent.pieces else None,
        )
        shipment = ship_order(
            order_id=self.order.pk, parcel=parcel, now=at, actor_id=self.clerk_id
        )
        for after, kind, place in sent.seen:
            sighting = Sighting(kind=kind, at=at + after, place=place)
            note_sighting(shipment_id=shipment.pk, sighting=sighting)

    def _arrive(self, begun: datetime) -> None:
        plan, order, buyer_id = self.plan, self.order, self.order.owner_id
        if plan.invoice_to:
            issue_invoice(
                order_id=order.pk,
                recipient=plan.invoice_to,
                now=begun + 2 * DAY,
                actor_id=buyer_id,
            )
        if plan.extended_after:
            extend_receipt(
                order_id=order.pk,
                now=begun + plan.extended_after,
                actor=Actor.BUYER,
                actor_id=buyer_id,
            )
        if plan.received_after:
            confirm_receipt(
                order_id=order.pk, now=begun + plan.received_after, actor_id=buyer_id
            )

    def _give_back(self, at: datetime) -> None:
        """Some pieces, or everything that is left."""
        services.refund_order(
            order_id=self.order.pk,
            now=at,
            why=Why(
                cause=Refund.Cause.STAFF,
                reason=self.plan.reason,
                actor_id=self.clerk_id,
            ),
            wish=Wish(pieces=self._lines(self.plan.back)),
        )
        self._send_refunds(at)

    def _send_refunds(self, at: datetime) -> None:
        for refund in Refund.objects.filter(attempt__order=self.order):
            services.send_refund(refund_id=refund.pk, now=at + MINUTE)

    def _let_time_pass(self, until: datetime) -> None:
        """What the clock does when nobody says anything."""
        order = Order.objects.get(pk=self.order.pk)
        if order.receive_by and order.receive_by <= until:
            receive_silently(order_id=order.pk, now=order.receive_by)
            order.refresh_from_db()
        if order.complete_at and order.complete_at <= until:
            complete_order(order_id=order.pk, now=order.complete_at)

    def _lines(self, pieces: Mapping[str, int]) -> dict[int, int]:
        """`{order line id: pieces}` of pieces by their products' slugs."""
        lines = self.order.lines.select_related("variant__product")
        ids = {line.variant.product.slug: line.pk for line in lines}
        return {ids[slug]: number for slug, number in pieces.items() if slug in ids}


def pay_at_the_bank(order: Order, at: datetime) -> None:
    """As its buyer would, who then comes back to the shop."""
    attempt = open_attempt(order_id=order.pk, gateway="demo", now=at)
    gateway_named("demo").start(attempt, payer=NOBODY, now=at)
    bank.pay(out_trade_no=attempt.out_trade_no, now=at)
    services.ask_gateway(attempt_id=attempt.pk, now=at)
    messages.forget_messages(attempt.out_trade_no)
