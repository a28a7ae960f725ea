"""The shop asks the gateway itself, so a lost callback loses nothing."""

from datetime import datetime, timedelta

import pytest

from orders.errors import IllegalMove
from orders.models import Order
from orders.services import expire_order as end_order
from orders.states import Actor, OrderStatus
from payments.errors import GatewayAway
from payments.gateways.base import TradeStatus
from payments.gateways.demo import bank
from payments.gateways.registry import GATEWAYS
from payments.jobs import ask_about_open_payments, expire_unpaid_orders
from payments.models import DemoTrade, PaymentAttempt, Refund
from payments.services import ask_gateway, cancel_order, expire_order
from payments.services.asking import ask_about_order
from payments.services.closing import PATIENCE
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order, start_attempt

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def order() -> Order:
    return make_order(make_variant())


@pytest.fixture
def attempt(order) -> PaymentAttempt:
    return start_attempt(order)


class Away:
    """A gateway that cannot be reached."""

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> None:
        raise GatewayAway

    close = query


def pay(attempt: PaymentAttempt, **how) -> None:
    assert bank.pay(out_trade_no=attempt.out_trade_no, now=NOON, **how)


def test_finds_money_whose_callback_was_lost(order, attempt) -> None:
    pay(attempt)

    ask_gateway(attempt_id=attempt.pk, now=NOON)

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_finds_every_payment_of_a_buyer_who_paid_twice(order, attempt) -> None:
    bank.pay_twice(out_trade_no=attempt.out_trade_no, now=NOON)

    ask_gateway(attempt_id=attempt.pk, now=NOON)

    order.refresh_from_db()
    assert (order.captured, order.refunded) == (order.total * 2, order.total)
    assert Refund.objects.get().cause == Refund.Cause.SURPLUS


def test_many_waiting_pages_are_one_question(attempt) -> None:
    first = ask_gateway(attempt_id=attempt.pk, now=NOON)
    second = ask_gateway(attempt_id=attempt.pk, now=NOON + timedelta(seconds=1))

    assert first.status == TradeStatus.WAITING
    assert second is None


def test_a_payment_the_bank_has_not_seen_yet_is_none(order, attempt) -> None:
    pay(attempt, delay=timedelta(seconds=8))

    ask_gateway(attempt_id=attempt.pk, now=NOON)
    early = Order.objects.get().status
    ask_gateway(attempt_id=attempt.pk, now=NOON + timedelta(seconds=8))

    order.refresh_from_db()
    assert early == OrderStatus.PENDING_PAYMENT
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_the_sweep_asks_about_quiet_attempts(order, attempt) -> None:
    pay(attempt)

    assert ask_about_open_payments(LATER) == 1

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_the_sweep_lets_a_young_attempt_be(attempt) -> None:
    assert ask_about_open_payments(NOON + timedelta(seconds=59)) == 0


def test_the_sweep_closes_what_an_ended_order_left_open(order, attempt) -> None:
    end_order(order_id=order.pk, now=order.pay_by)

    ask_about_open_payments(order.pay_by)

    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert DemoTrade.objects.get().status == DemoTrade.Status.CLOSED


def test_no_attempt_starves_another(monkeypatch) -> None:
    monkeypatch.setattr("payments.jobs.AT_ONCE", 1)
    first, second = (start_attempt(make_order(make_variant())) for _ in "ab")

    ask_about_open_payments(LATER)
    ask_about_open_payments(LATER + timedelta(minutes=2))

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.asked_at
    assert second.asked_at


# --- ending ----------------------------------------------------------------------


def test_time_out_closes_the_attempt_first(order, attempt) -> None:
    assert expire_order(order_id=order.pk, now=order.pay_by) is True

    order.refresh_from_db()
    attempt.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert (attempt.status, attempt.closed_at) == (AttemptStatus.CLOSED, order.pay_by)
    assert bank.pay(out_trade_no=attempt.out_trade_no, now=order.pay_by) == []


def test_money_of_the_last_moment_settles_instead(order, attempt) -> None:
    pay(attempt)

    assert expire_order(order_id=order.pk, now=order.pay_by) is False

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT
    assert not Refund.objects.exists()


def test_an_order_that_is_not_due_is_left_alone(order, attempt) -> None:
    assert expire_order(order_id=order.pk, now=NOON) is False

    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.OPEN


def test_a_gateway_that_is_away_is_waited_for(order, attempt, monkeypatch) -> None:
    monkeypatch.setitem(GATEWAYS, "demo", Away())

    early = expire_order(order_id=order.pk, now=order.pay_by)
    late = expire_order(order_id=order.pk, now=order.pay_by + PATIENCE)

    order.refresh_from_db()
    assert (early, late) == (False, True)
    assert order.status == OrderStatus.CANCELLED


def test_one_that_is_away_leaves_the_others_asked(order, attempt, monkeypatch) -> None:
    """The buyer had looked at a second way, and paid by the one that answers."""
    pay(attempt)
    order.attempts.create(
        gateway="stripe",
        out_trade_no="P-at-one-that-is-away",
        amount=order.total,
        currency=order.currency,
        opened_at=NOON,
    )
    monkeypatch.setitem(GATEWAYS, "stripe", Away())

    with pytest.raises(GatewayAway):
        ask_about_order(order_id=order.pk, now=NOON)

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def end_unanswered(order, monkeypatch) -> datetime:
    """It ends while the gateway is away."""
    end = order.pay_by + PATIENCE
    with monkeypatch.context() as patch:
        patch.setitem(GATEWAYS, "demo", Away())
        expire_order(order_id=order.pk, now=end)
    return end


def test_what_it_took_while_it_was_away_revives_the_order(
    order, attempt, monkeypatch
) -> None:
    end = end_unanswered(order, monkeypatch)
    pay(attempt)

    ask_about_open_payments(end + timedelta(minutes=2))

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT
    assert (order.captured, order.refunded) == (order.total, 0)


def test_what_it_took_goes_back_where_the_goods_are_gone(
    order, attempt, monkeypatch
) -> None:
    end = end_unanswered(order, monkeypatch)
    make_order(order.lines.get().variant, quantity=10)
    pay(attempt)

    ask_about_open_payments(end + timedelta(minutes=2))

    order.refresh_from_db()
    assert order.captured == order.refunded == order.total
    assert Refund.objects.get().cause == Refund.Cause.LATE


def test_the_sweep_ends_what_is_overdue_and_nothing_else(order) -> None:
    fresh = make_order(make_variant(), now=NOON + timedelta(minutes=5))

    assert expire_unpaid_orders(order.pay_by) == 1

    order.refresh_from_db()
    fresh.refresh_from_db()
    assert (order.is_unpaid, fresh.is_unpaid) == (False, True)


def test_cancelling_closes_the_attempt_and_frees_the_stock(order, attempt) -> None:
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER, reason="too dear")

    order.refresh_from_db()
    attempt.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert attempt.status == AttemptStatus.CLOSED
    assert order.lines.get().variant.reserved == 0


def test_cancelling_finds_money_and_sends_it_back(order, attempt) -> None:
    pay(attempt)

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert order.captured == order.refunded == order.total


def test_nothing_is_cancelled_behind_the_gateways_back(
    order, attempt, monkeypatch
) -> None:
    monkeypatch.setitem(GATEWAYS, "demo", Away())

    with pytest.raises(GatewayAway):
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    order.refresh_from_db()
    assert order.is_unpaid


def test_a_shipped_order_is_not_cancelled() -> None:
    order = ship(make_paid_order(make_variant()))

    with pytest.raises(IllegalMove):
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (OrderStatus.SHIPPED, 0)


def test_a_bill_that_the_bank_has_closed_makes_room_for_another(order, attempt) -> None:
    bank.close_trade(attempt.out_trade_no)

    ask_gateway(attempt_id=attempt.pk, now=NOON)

    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert start_attempt(order).pk != attempt.pk


def test_an_order_whose_gateway_the_shop_gave_up_ends_all_the_same(
    monkeypatch, order, attempt
) -> None:
    monkeypatch.delitem(GATEWAYS, "demo")
    overdue = order.pay_by + PATIENCE

    assert not expire_order(order_id=order.pk, now=order.pay_by)
    assert expire_order(order_id=order.pk, now=overdue)

    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
