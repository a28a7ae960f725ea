"""Closed here, payable there: Alipay knows no trade before its buyer logs in, so what is
paid in a cashier that was open is found although every callback got lost.
"""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from orders.models import Order
from orders.services import Adjustment
from orders.states import Actor, OrderStatus
from payments import jobs
from payments.models import PaymentAttempt, Refund
from payments.services import adjust_price, cancel_order, expire_order, start_payment
from payments.services.asking import GIVE_UP_AFTER, MARGIN
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.alipay.factories import call, settle_events
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db

QUERY = "alipay.trade.query"
MINUTE = timedelta(minutes=1)


def start(order: Order) -> str:
    return start_payment(order_id=order.pk, gateway="alipay", channel="page", now=NOON)


def pay_at(fake: FakeAlipay, address: str) -> str:
    asked = fake.open_cashier(address)
    fake.books.pay(asked["out_trade_no"], asked["total_amount"])
    return asked["out_trade_no"]


def cancel(order: Order) -> None:
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)


def time_out(order: Order) -> None:
    assert expire_order(order_id=order.pk, now=order.pay_by)


def change_price(order: Order) -> None:
    change = Adjustment(reduction=1, shipping=order.shipping_amount, reason="agreed")
    adjust_price(order_id=order.pk, adjustment=change, now=NOON, actor_id=None)


def look(at: datetime) -> int:
    return jobs.ask_about_closed_payments(at)


@pytest.mark.parametrize(
    ("end", "status", "refunds"),
    [
        (cancel, OrderStatus.CANCELLED, [Refund.Cause.LATE]),
        (time_out, OrderStatus.AWAITING_SHIPMENT, []),  # revived: it is all there
        (change_price, OrderStatus.PENDING_PAYMENT, [Refund.Cause.OUTDATED]),
    ],
)
def test_money_that_no_callback_told_of_is_found(
    alipay: FakeAlipay, end, status: str, refunds: list[str]
) -> None:
    order = make_order(make_variant())
    address, over = start(order), order.pay_by + MARGIN
    end(order)
    pay_at(alipay, address)

    before, found, after = (look(over + step) for step in (-MINUTE, MINUTE, 3 * MINUTE))

    assert (before, found, after) == (0, 1, 0)
    order.refresh_from_db()
    assert (order.status, order.captured) == (status, order.attempts.get().amount)
    assert [one.cause for one in Refund.objects.all()] == refunds
    assert broken_laws() == {}


def test_another_way_that_paid_leaves_no_money_behind(alipay: FakeAlipay) -> None:
    """The desktop's page was open, too, and is closed when the phone has paid."""
    order = make_order(make_variant())
    forgotten = start(order)
    phone = start_payment(order_id=order.pk, gateway="alipay", channel="wap", now=NOON)
    call(alipay.notification(pay_at(alipay, phone)))
    settle_events()
    jobs.ask_about_open_payments(NOON + 2 * MINUTE)
    pay_at(alipay, forgotten)

    assert look(order.pay_by + MARGIN) == 1

    order.refresh_from_db()
    assert (order.captured, order.refunded) == (order.total * 2, order.total)
    assert Refund.objects.get().cause == Refund.Cause.SURPLUS
    assert broken_laws() == {}


def test_asks_once_and_never_again(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    start(order)
    cancel(order)
    alipay.asked.clear()

    found = [look(order.pay_by + MARGIN + n * MINUTE) for n in range(4)]

    assert found == [1, 0, 0, 0]
    assert len(alipay.asked_for(QUERY)) == 1


def test_what_its_callback_told_of_is_asked_about_no_more(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    address = start(order)
    cancel(order)
    call(alipay.notification(pay_at(alipay, address)))
    settle_events()
    alipay.asked.clear()

    assert look(order.pay_by + MARGIN) == 0

    assert not alipay.asked
    assert Refund.objects.count() == 1


def test_a_trade_that_alipay_closed_is_not_asked_about(alipay: FakeAlipay) -> None:
    order = make_order(make_variant())
    asked = alipay.open_cashier(start(order))
    alipay.books.scan(asked["out_trade_no"], asked["total_amount"])
    cancel(order)

    assert PaymentAttempt.objects.get().ask_again_at is None


def test_an_alipay_that_is_away_is_asked_ever_more_seldom(
    alipay: FakeAlipay, settings
) -> None:
    order = make_order(make_variant())
    address = start(order)
    cancel(order)
    pay_at(alipay, address)
    settings.ALIPAY_APP_PRIVATE_KEY_FILE, key = "", settings.ALIPAY_APP_PRIVATE_KEY_FILE

    attempt, at, tries = PaymentAttempt.objects.get(), order.pay_by + MARGIN, 0
    while attempt.ask_again_at:
        at, tries = attempt.ask_again_at, tries + 1
        assert look(at) == 0
        attempt.refresh_from_db()

    settings.ALIPAY_APP_PRIVATE_KEY_FILE = key
    assert (tries, look(at + MINUTE)) == (10, 0)
    assert GIVE_UP_AFTER < at - NOON < 2 * GIVE_UP_AFTER
    assert attempt.status == AttemptStatus.CLOSED


def test_finds_what_is_due_by_an_index_and_no_more_than_a_handful(
    alipay: FakeAlipay, monkeypatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    orders = [make_order(make_variant()) for _ in range(3)]
    for order in orders:
        start(order)
        cancel(order)
    over = orders[0].pay_by + MARGIN

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = PaymentAttempt.objects.late(over).order_by("ask_again_at").explain()

    assert "payments_attempt_late" in plan
    assert [look(over), look(over)] == [2, 1]
