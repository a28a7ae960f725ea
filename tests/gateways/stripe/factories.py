"""Payments at the fake Stripe."""

from datetime import datetime

from orders.models import Order
from payments.models import GatewayEvent, PaymentAttempt
from payments.services import ask_gateway, open_attempt, settle_event, start_payment
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.stripe.fake import FakeStripe
from tests.orders.factories import make_order


def opened(order: Order | None = None) -> PaymentAttempt:
    """An attempt that Stripe has not heard of."""
    order = order or make_order(make_variant())
    return open_attempt(order_id=order.pk, gateway="stripe", now=NOON)


def start(order: Order, *, now: datetime = NOON) -> str:
    return start_payment(order_id=order.pk, gateway="stripe", now=now)


def started(order: Order | None = None) -> PaymentAttempt:
    order = order or make_order(make_variant())
    start(order)
    return order.attempts.open().get()


def paid(stripe: FakeStripe, order: Order | None = None) -> Order:
    """An order whose money came in, found by asking."""
    attempt = started(order)
    stripe.pay(stripe.sessions[attempt.reference])
    ask_gateway(attempt_id=attempt.pk, now=NOON)
    return Order.objects.get(pk=attempt.order_id)


def settle_all(now: datetime = NOON) -> list[str]:
    """Work on every stored event; what became of each."""
    for event in GatewayEvent.objects.filter(processed_at=None).order_by("pk"):
        settle_event(event_id=event.pk, now=now)
    return list(GatewayEvent.objects.order_by("pk").values_list("outcome", flat=True))
