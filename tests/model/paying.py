"""Orders are placed and paid: on time, late, twice, wrongly, at another price."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from catalog.errors import OutOfStock
from catalog.models import Variant
from orders.models import Order, OrderLine
from orders.services import (
    Adjustment,
    place_order,
)
from payments.models import PaymentAttempt
from payments.services import (
    adjust_price,
    open_attempt,
)
from shop.kernel.money import from_minor, to_minor
from tests.cart.factories import make_cart, make_line
from tests.model.belief import Belief, Line
from tests.model.machine import WHICH, Machine, S
from tests.orders.factories import make_checkout
from tests.payments.factories import capture


class Paying(Machine):
    @rule(pieces=st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any))
    def place(self, pieces: list[int]) -> None:
        wanted = {
            variant: count
            for variant, count in zip(self.on_hand, pieces, strict=True)
            if count
        }
        there = all(self.free(variant) >= n for variant, n in wanted.items())
        cart = make_cart()
        try:
            with transaction.atomic():
                from_shelf(cart, wanted, self.now)
                checkout = make_checkout(cart)
                order = place_order(checkout=checkout, now=self.now).order
        except OutOfStock:
            assert not there
            return
        assert there
        self.orders[order.pk] = belief_of(order)

    @rule(which=WHICH)
    def go_to_the_gateway(self, which: int) -> None:
        pk = self.pick(which, S.PENDING_PAYMENT)
        if pk is None:
            return
        attempt = open_attempt(order_id=pk, gateway="demo", now=self.now)
        if attempt.pk not in self.orders[pk].attempts:
            self.orders[pk].attempts.append(attempt.pk)

    @rule(which=WHICH, trade=st.sampled_from(["a", "b"]))
    @precondition(lambda self: any(one.attempts for one in self.orders.values()))
    def money_arrives(self, which: int, trade: str) -> None:
        """On time, late, or a second time."""
        fit = [pk for pk, one in self.orders.items() if one.attempts]
        pk = fit[which % len(fit)]
        attempts = self.orders[pk].attempts
        self.receive_money(pk, attempts[which % len(attempts)], trade)

    @rule(which=WHICH, is_late=st.booleans())
    def pay(self, which: int, *, is_late: bool) -> None:
        """The usual way, and half an hour too late."""
        pk = self.pick(which, S.PENDING_PAYMENT)
        if pk is not None:
            self.pay_for(pk, is_late=is_late)

    def pay_for(self, pk: int, *, is_late: bool = False) -> None:
        attempt = open_attempt(order_id=pk, gateway="demo", now=self.now)
        attempts = self.orders[pk].attempts
        attempts += [attempt.pk] if attempt.pk not in attempts else []
        if is_late:
            self.time_passes(0.6)
        self.receive_money(pk, attempt.pk, "a")

    def receive_money(self, pk: int, attempt_id: int, trade: str) -> None:
        one, attempt = self.orders[pk], PaymentAttempt.objects.get(pk=attempt_id)
        number = f"T-{attempt.pk}-{trade}"
        is_new = not PaymentAttempt.objects.filter(trade_no=number).exists()
        capture(attempt, trade_no=number, now=self.now)
        if not is_new:
            return
        amount = to_minor(attempt.amount)
        one.captured += amount
        is_late = one.status == S.CANCELLED and one.timed_out and not one.was_paid
        can_live = is_late and self.is_all_there(pk)
        if amount != one.total or not (one.status == S.PENDING_PAYMENT or can_live):
            one.refunded += amount
            return
        if can_live:
            self.takes_again(pk)
        self.settled(pk)

    def is_all_there(self, pk: int) -> bool:
        lines = self.orders[pk].lines.values()
        return all(self.free(line.variant) >= line.quantity for line in lines)

    def takes_again(self, pk: int) -> None:
        """It holds again what it held before its time-out."""

    @rule(which=WHICH, amount=st.sampled_from(["0.01", "5.00"]))
    def wrong_sum_arrives(self, which: int, amount: str) -> None:
        fit = [pk for pk, one in self.orders.items() if one.attempts]
        if fit:
            one = self.orders[fit[which % len(fit)]]
            attempt = PaymentAttempt.objects.get(pk=one.attempts[0])
            if attempt.amount != Decimal(amount):
                capture(
                    attempt,
                    amount=Decimal(amount),
                    trade_no=f"W-{attempt.pk}-{amount}",
                    now=self.now,
                )

    @rule(which=WHICH, off=st.integers(0, 900), freight=st.integers(0, 900))
    def agree_on_a_price(self, which: int, off: int, freight: int) -> None:
        pk = self.pick(which, S.PENDING_PAYMENT)
        if pk is None or self.orders[pk].is_adjusted:
            return
        one, order = self.orders[pk], Order.objects.get(pk=pk)
        net = sum(line.net for line in one.lines.values())
        if off > net or (not off and from_minor(freight) == order.shipping_amount):
            return
        adjustment = Adjustment(
            reduction=from_minor(off), shipping=from_minor(freight), reason="agreed"
        )
        after = adjust_price(
            order_id=pk, adjustment=adjustment, now=self.now, actor_id=None
        )
        assert to_minor(after.total) == net - off + freight
        one.is_adjusted, one.pay_by = True, after.pay_by
        for line in after.lines.all():
            fresh = line_of(line)
            one.lines[line.pk].net = fresh.net
            one.lines[line.pk].freight = fresh.freight
        assert one.total == net - off + freight
        if one.total == 0:
            self.settled(pk)


def belief_of(order: Order) -> Belief:
    return Belief(
        status=S.PENDING_PAYMENT,
        pay_by=order.pay_by,
        lines={line.pk: line_of(line) for line in order.lines.all()},
    )


def from_shelf(cart, wanted: dict[int, int], now: datetime) -> None:
    from_ids = Variant.objects.in_bulk(wanted)
    for variant, count in wanted.items():
        make_line(cart, from_ids[variant], quantity=count, now=now)


def line_of(line: OrderLine) -> Line:
    return Line(
        variant=line.variant_id,
        quantity=line.quantity,
        net=to_minor(line.net),
        freight=to_minor(line.shipping_share),
    )
