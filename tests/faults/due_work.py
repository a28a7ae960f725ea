"""One piece of work for every job of the timetable, which only that job will do.

Each maker returns when it is due, and how to see that it was done.
"""

from collections.abc import Callable
from datetime import timedelta

from accounts.models import ApiToken, OutboxMessage, Tally
from accounts.services.outbox import post_message
from accounts.services.tokens import issue_token
from accounts.services.tries import Limit, count_try
from cart.models import Cart
from orders.models import Order
from orders.services import confirm_receipt
from orders.states import OrderStatus
from payments.gateways.demo import bank, messages
from payments.models import (
    DemoMessage,
    DemoTrade,
    GatewayEvent,
    PaymentAttempt,
    Refund,
)
from payments.services import ask_gateway
from payments.states import AttemptStatus, RefundStatus
from shop.insights.models import ClientMetric
from shop.models import JobRun
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.faults.due import Due
from tests.faults.due_campaigns import CAMPAIGNS
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order, start_attempt, whole_refund

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


def _stands(order: Order, status: OrderStatus) -> Callable[[], bool]:
    return lambda: Order.objects.filter(pk=order.pk, status=status).exists()


def _ran(name: str) -> Due:
    return NOON, lambda: JobRun.objects.filter(name=name, error="").exists()


def a_heartbeat() -> Due:
    return _ran("heartbeat")


def a_look_for_new_certificates() -> Due:
    return _ran("fetch WeChat Pay's certificates")


def a_look_into_the_gateways_books() -> Due:
    return _ran("read gateways' statements")


def a_reading_of_the_laws() -> Due:
    return _ran("check the ledger")


def a_message() -> Due:
    post_message(
        key="hello",
        channel="mail",
        recipient="mei@example.com",
        subject="Hello",
        body="Hello",
        now=NOON,
    )
    return NOON, lambda: OutboxMessage.objects.get(key="hello").done_at is not None


def an_old_count_of_tries() -> Due:
    count_try(Limit("any", 3, A_MINUTE), who="mei", now=NOON)
    return NOON + 2 * A_DAY, lambda: not Tally.objects.exists()


def an_ended_token() -> Due:
    issue_token(user=make_user(), wish=60, now=NOON)
    return NOON + A_MINUTE, lambda: not ApiToken.objects.exists()


def old_telemetry() -> Due:
    ClientMetric.objects.create(
        name="ttfb", value=1, said_at=NOON, received_at=NOON - 90 * A_DAY
    )
    return NOON + A_MINUTE, lambda: not ClientMetric.objects.exists()


def a_forgotten_basket() -> Due:
    cart = make_cart(make_variant())
    Cart.objects.filter(pk=cart.pk).update(updated_at=NOON)
    return NOON + 61 * A_DAY, lambda: not Cart.objects.filter(pk=cart.pk).exists()


def an_order_to_be_reminded_of() -> Due:
    order = make_order(make_variant(), email="mei@example.com")
    assert order.remind_at
    reminders = OutboxMessage.objects.filter(key__contains="reminder")
    return order.remind_at, reminders.exists


def an_unpaid_order() -> Due:
    order = make_order(make_variant())
    return order.pay_by, _stands(order, OrderStatus.CANCELLED)


def a_delivered_parcel() -> Due:
    order = ship(make_paid_order(make_variant()))
    assert order.receive_by
    received = Order.objects.filter(pk=order.pk, received_at__isnull=False)
    return order.receive_by, received.exists


def a_received_order() -> Due:
    order = ship(make_paid_order(make_variant()))
    confirm_receipt(order_id=order.pk, now=NOON)
    order.refresh_from_db()
    assert order.complete_at
    return order.complete_at, _stands(order, OrderStatus.COMPLETED)


def _paid_at_the_bank() -> PaymentAttempt:
    attempt = start_attempt(make_order(make_variant()))
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)
    return attempt


def a_stored_callback() -> Due:
    """The task that it started was lost."""
    attempt = _paid_at_the_bank()
    messages.deliver(DemoMessage.objects.get(trade=_trade(attempt)).pk, now=NOON)
    settled = GatewayEvent.objects.filter(attempt=attempt, processed_at__isnull=False)
    return NOON + timedelta(seconds=6), settled.exists


def a_payment_that_nobody_told_of() -> Due:
    attempt = _paid_at_the_bank()
    messages.forget_messages(attempt.out_trade_no)
    return NOON + A_MINUTE, _stands(attempt.order, OrderStatus.AWAITING_SHIPMENT)


def a_payment_in_a_page_that_stayed_open() -> Due:
    attempt = _paid_at_the_bank()
    messages.forget_messages(attempt.out_trade_no)
    attempt.turn(AttemptStatus.CLOSED)
    attempt.closed_at, attempt.ask_again_at = NOON, NOON + A_MINUTE
    attempt.save()
    return NOON + A_MINUTE, _stands(attempt.order, OrderStatus.AWAITING_SHIPMENT)


def a_callback_of_the_demo_bank() -> Due:
    attempt = _paid_at_the_bank()
    return NOON, GatewayEvent.objects.filter(attempt=attempt).exists


def a_refund() -> Due:
    attempt = _paid_at_the_bank()
    messages.forget_messages(attempt.out_trade_no)
    ask_gateway(attempt_id=attempt.pk, now=NOON)
    refund = whole_refund(attempt.order)
    done = Refund.objects.filter(pk=refund.pk, status=RefundStatus.DONE)
    return NOON, done.exists


def _trade(attempt: PaymentAttempt) -> DemoTrade:
    return DemoTrade.objects.get(out_trade_no=attempt.out_trade_no)


DUE_WORK: dict[str, Callable[[], Due]] = {
    "heartbeat": a_heartbeat,
    "check the ledger": a_reading_of_the_laws,
    "read gateways' statements": a_look_into_the_gateways_books,
    "send messages": a_message,
    "forget old tries": an_old_count_of_tries,
    "forget ended tokens": an_ended_token,
    "forget old telemetry": old_telemetry,
    "forget guest carts": a_forgotten_basket,
    "remind of unpaid orders": an_order_to_be_reminded_of,
    "expire unpaid orders": an_unpaid_order,
    "receive delivered orders": a_delivered_parcel,
    "complete orders": a_received_order,
    "settle stored events": a_stored_callback,
    "ask about open payments": a_payment_that_nobody_told_of,
    "ask once more about closed payments": a_payment_in_a_page_that_stayed_open,
    "deliver demo callbacks": a_callback_of_the_demo_bank,
    "send refunds": a_refund,
    "fetch WeChat Pay's certificates": a_look_for_new_certificates,
    **CAMPAIGNS,
}
