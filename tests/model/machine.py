"""The shop beside its model: what both are, how time passes, what must agree."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
)

from catalog.models import Variant
from orders.jobs import complete_orders, receive_delivered_orders
from orders.models import Order, OrderLine
from orders.states import OrderStatus
from payments.gateways.registry import GATEWAYS
from payments.jobs import expire_unpaid_orders
from shop.kernel.money import to_minor
from shop.laws.book import examine_all
from tests.admin.factories import make_owner
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.model.bank import Bank
from tests.model.belief import Belief

S = OrderStatus
WHICH = st.integers(0, 10**6)


class Machine(RuleBasedStateMachine):
    """The real services on the left, `Belief`s on the right."""

    THERE: ClassVar = {"9.99": 6, "0.07": 5, "120.00": 3}

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now: datetime = NOON
        self.tracking = 0
        make_rate(fee="7.01")
        self.owner = make_owner()
        there = self.THERE.items()
        self.variants = [make_variant(price=price, on_hand=n) for price, n in there]
        self.on_hand = {variant.pk: variant.on_hand for variant in self.variants}
        self.orders: dict[int, Belief] = {}
        self.before = GATEWAYS["demo"]
        GATEWAYS["demo"] = self.bank = Bank()

    def teardown(self) -> None:
        try:
            broken = [f.law.name for f in examine_all(self.now) if f.is_breach]
        finally:
            GATEWAYS["demo"] = self.before
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
        assert broken == []

    # --- helpers ------------------------------------------------------------------

    def pick(self, which: int, *statuses: str) -> int | None:
        """One of the orders in these states."""
        fit = [pk for pk, one in self.orders.items() if one.status in statuses]
        return fit[which % len(fit)] if fit else None

    def free(self, variant: int) -> int:
        held = sum(one.holds.get(variant, 0) for one in self.orders.values())
        return self.on_hand[variant] - held

    # --- what follows for all else that an order holds --------------------------------

    def settled(self, pk: int) -> None:
        one = self.orders[pk]
        one.status, one.was_paid = S.AWAITING_SHIPMENT, True

    def counted_back(self, pk: int) -> None:
        """Money of it goes back, or is kept after all."""

    def ended(self, pk: int) -> None:
        """It holds nothing any more."""

    def completed(self, pk: int) -> None:
        """Nothing goes back any more without asking."""

    # --- time -------------------------------------------------------------------------

    @rule(hours=st.sampled_from([0.2, 0.6, 24, 24 * 11]))
    def clock_goes_on(self, hours: float) -> None:
        self.time_passes(hours)

    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        expire_unpaid_orders(self.now)
        for pk, one in self.orders.items():
            if one.status == S.PENDING_PAYMENT and one.pay_by <= self.now:
                one.status, one.timed_out = S.CANCELLED, True
                self.ended(pk)
        receive_delivered_orders(self.now)
        complete_orders(self.now)
        for pk, one in self.orders.items():
            self.believe_time(pk, one)

    def believe_time(self, pk: int, one: Belief) -> None:
        if one.status not in (S.SHIPPED, S.RECEIVED):
            return
        order = Order.objects.get(pk=pk)
        if one.status == S.SHIPPED and order.receive_by <= self.now:
            one.status = S.RECEIVED
        if one.status == S.RECEIVED and order.complete_at <= self.now:
            one.status = S.COMPLETED
            self.completed(pk)

    @invariant()
    def stock_agrees(self) -> None:
        rows = Variant.objects.values_list("pk", "on_hand", "reserved")
        assert {pk: (on_hand, res) for pk, on_hand, res in rows} == {
            pk: (count, count - self.free(pk)) for pk, count in self.on_hand.items()
        }

    @invariant()
    def orders_agree(self) -> None:
        for order in Order.objects.prefetch_related("lines"):
            one = self.orders[order.pk]
            assert order.status == one.status
            assert (to_minor(order.captured), to_minor(order.refunded)) == (
                one.captured,
                one.refunded,
            )
            assert {line.pk: counted(line) for line in order.lines.all()} == {
                pk: (ln.sent, ln.given_up, ln.back, ln.goods_back, ln.freight_back)
                for pk, ln in one.lines.items()
            }


def counted(line: OrderLine) -> tuple[int, int, int, int, int]:
    return (
        line.shipped_quantity,
        line.cancelled_quantity,
        line.refunded_quantity,
        to_minor(line.refunded_amount),
        to_minor(line.refunded_shipping),
    )
