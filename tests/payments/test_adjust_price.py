"""Another price for an unpaid order: once, and nobody can pay the old one any more."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import OutboxMessage
from orders.errors import AlreadyAdjusted, BadAdjustment, IllegalMove
from orders.models import Order, OrderEvent
from orders.services import Adjustment, expire_order
from orders.states import OrderStatus
from payments.errors import BeingPaid, GatewayAway
from payments.gateways.demo import bank
from payments.gateways.registry import GATEWAYS
from payments.models import DemoTrade, PaymentAttempt, Refund
from payments.services import adjust_price, adjusting
from payments.services.capturing import Outcome
from payments.states import AttemptStatus
from shop.kernel.money import from_minor
from tests.admin.factories import make_clerk
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    start_attempt,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def change(order: Order, off: str, freight: str = "12.00", **facts) -> Order:
    adjustment = Adjustment(
        reduction=Decimal(off), shipping=Decimal(freight), reason="agreed by phone"
    )
    what = {"now": NOON, "actor_id": None} | facts
    return adjust_price(order_id=order.pk, adjustment=adjustment, **what)


def sums(order: Order) -> tuple[Decimal, Decimal, Decimal]:
    """Discount, freight and total; and all laws hold."""
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.discount_amount, order.shipping_amount, order.total


# --- what changes -----------------------------------------------------------------------


def test_a_reduction_is_spread_over_the_lines_and_has_a_name() -> None:
    order = make_order(make_variant(price="10.00"), make_variant(price="20.00"))

    change(order, "10.00")

    lines = list(order.lines.order_by("pk"))
    assert [line.discount_amount for line in lines] == [
        Decimal("3.33"),
        Decimal("6.67"),
    ]
    assert [str(one) for one in order.discounts.all()] == ["Price agreed with the shop"]
    assert sums(order) == (Decimal(10), Decimal(12), Decimal(32))


@pytest.mark.parametrize(
    ("freight", "total"), [("0.00", "30.00"), ("7.01", "37.01"), ("99.99", "129.99")]
)
def test_freight_may_go_up_or_down(freight: str, total: str) -> None:
    order = make_order(make_variant(price="10.00"), make_variant(price="20.00"))

    change(order, "0", freight)

    assert sums(order) == (0, Decimal(freight), Decimal(total))
    assert not order.discounts.exists()


def test_the_buyer_has_the_whole_time_again_and_is_told() -> None:
    order = make_order(make_variant(), email="mei@example.com")
    late = order.pay_by - timedelta(minutes=1)
    clerk = make_clerk()

    after = change(order, "5.00", now=late, actor_id=clerk.pk)

    event = order.events.get(kind=OrderEvent.Kind.PRICE)
    assert after.pay_by == late + (order.pay_by - order.placed_at)
    assert (event.actor_user, event.reason) == (clerk, "agreed by phone")
    assert event.facts == {"before": "32.00", "after": "27.00"}
    key = f"order-{order.number}-price"
    assert OutboxMessage.objects.filter(key=key).exists()


def test_to_nothing_it_is_settled_without_a_gateway() -> None:
    order = make_order(make_variant())

    change(order, "20.00", "0.00")

    assert sums(order) == (Decimal(20), 0, 0)
    assert (order.status, order.paid_at) == (S.AWAITING_SHIPMENT, NOON)
    assert not order.attempts.exists()


@settings(
    max_examples=10,  # on either database others
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(1, 7_008), st.integers(0, 3_000))
def test_every_line_adds_up(off: int, freight: int) -> None:
    order = make_order(
        make_variant(price="9.99"), make_variant(price="13.37"), quantity=3
    )

    change(order, str(from_minor(off)), str(from_minor(freight)))

    assert sums(order) == (
        from_minor(off),
        from_minor(freight),
        Decimal("70.08") - from_minor(off) + from_minor(freight),
    )


# --- the old price ------------------------------------------------------------------------


def test_open_attempts_are_closed_first() -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)

    change(order, "5.00")

    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert DemoTrade.objects.get().status == DemoTrade.Status.CLOSED
    assert make_attempt(order).amount == Decimal(27)


def test_a_payment_that_was_started_in_between_stops_it(monkeypatch) -> None:
    order = make_order(make_variant())

    def ask_and_be_overtaken(**_) -> None:
        make_attempt(order)

    monkeypatch.setattr(adjusting, "ask_about_order", ask_and_be_overtaken)
    with pytest.raises(BeingPaid):
        change(order, "5.00")

    assert sums(order) == (0, Decimal(12), Decimal(32))


def test_money_of_the_last_moment_settles_at_the_old_price() -> None:
    order = make_order(make_variant())
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)

    with pytest.raises(IllegalMove):
        change(order, "5.00")

    assert sums(order) == (0, Decimal(12), Decimal(32))
    assert (order.status, order.captured) == (S.AWAITING_SHIPMENT, Decimal(32))


def outdated() -> tuple[Order, PaymentAttempt]:
    """An order with a closed attempt of the old price."""
    order = make_order(make_variant())
    attempt = make_attempt(order)
    PaymentAttempt.objects.update(status=AttemptStatus.CLOSED)
    return order, attempt


def test_late_money_at_the_old_price_never_settles() -> None:
    order, attempt = outdated()
    change(order, "5.00")

    assert capture(attempt) is Outcome.REFUNDED

    refund = Refund.objects.get()
    assert (refund.amount, refund.cause) == (Decimal(32), Refund.Cause.OUTDATED)
    assert sums(order)[2] == Decimal(27)
    assert (order.status, order.captured, order.refunded) == (S.PENDING_PAYMENT, 32, 32)


def test_the_new_price_settles_after_that() -> None:
    order, attempt = outdated()
    change(order, "5.00")
    capture(attempt)

    assert capture(make_attempt(order)) is Outcome.SETTLED

    assert sums(order)[2] == Decimal(27)
    assert (order.captured, order.refunded) == (32 + 27, 32)


def test_late_money_for_what_is_free_by_now_goes_back() -> None:
    order, attempt = outdated()
    change(order, "20.00", "0.00")

    assert capture(attempt) is Outcome.REFUNDED

    assert Refund.objects.get().cause == Refund.Cause.OUTDATED
    assert sums(order)[2] == 0
    assert (order.status, order.captured, order.refunded) == (
        S.AWAITING_SHIPMENT,
        32,
        32,
    )


# --- refusals: nothing changed --------------------------------------------------------------


def test_it_is_changed_once() -> None:
    order = make_order(make_variant())
    change(order, "5.00")

    with pytest.raises(AlreadyAdjusted):
        change(order, "6.00")

    assert sums(order) == (Decimal(5), Decimal(12), Decimal(27))


@pytest.mark.parametrize(
    ("off", "freight"),
    [("0", "12.00"), ("20.01", "12.00"), ("-0.01", "12.00"), ("0", "-0.01")],
)
def test_a_price_that_can_not_be_is_refused(off: str, freight: str) -> None:
    order = make_order(make_variant())

    with pytest.raises(BadAdjustment):
        change(order, off, freight)

    assert sums(order) == (0, Decimal(12), Decimal(32))
    assert not order.events.filter(kind=OrderEvent.Kind.PRICE).exists()


def test_a_paid_order_keeps_its_price() -> None:
    order = make_paid_order(make_variant())

    with pytest.raises(IllegalMove):
        change(order, "5.00")

    assert sums(order) == (0, Decimal(12), Decimal(32))


@pytest.mark.parametrize("has_ended", [False, True])
def test_after_its_time_an_order_keeps_its_price(has_ended: bool) -> None:
    order = make_order(make_variant())
    if has_ended:
        expire_order(order_id=order.pk, now=order.pay_by)

    with pytest.raises(IllegalMove):
        change(order, "5.00", now=order.pay_by)

    order.refresh_from_db()
    assert order.total == Decimal(32)


def test_a_gateway_that_is_away_leaves_the_price(monkeypatch) -> None:
    class Away:
        def close(self, attempt: PaymentAttempt, *, now: datetime) -> None:
            raise GatewayAway

    order = make_order(make_variant())
    start_attempt(order)
    monkeypatch.setitem(GATEWAYS, "demo", Away())

    with pytest.raises(GatewayAway):
        change(order, "5.00")

    assert sums(order) == (0, Decimal(12), Decimal(32))
