"""Payments to test with, at the fake Alipay."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from orders.models import Order
from payments.gateways.alipay.gateway import AlipayGateway
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services import open_attempt, send_refund, settle_event
from payments.services.asking import ask_gateway
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.alipay.fake import FakeAlipay
from tests.orders.factories import make_order
from tests.payments.factories import whole_refund

GATEWAY = AlipayGateway()
CALLBACK = "/payments/alipay/callback/"
FORM = "application/x-www-form-urlencoded"


def make_attempt(
    order: Order | None = None, *, channel: str = "page"
) -> PaymentAttempt:
    """An open attempt whose buyer has not been at Alipay yet."""
    order = order or make_order(make_variant())
    return open_attempt(order_id=order.pk, gateway="alipay", channel=channel, now=NOON)


def make_paid_attempt(fake: FakeAlipay) -> PaymentAttempt:
    """Paid at Alipay, and the shop has asked."""
    attempt = make_attempt()
    fake.books.pay(attempt.out_trade_no, attempt.amount)
    ask_gateway(attempt_id=attempt.pk, now=NOON)
    attempt.refresh_from_db()
    return attempt


def make_refund(fake: FakeAlipay) -> Refund:
    """Of all that was paid; Alipay has not heard of it yet."""
    return whole_refund(make_paid_attempt(fake).order)


def bring_on(refund: Refund, *, after: Any = None) -> Refund:
    """The next step of a refund, once it is due."""
    refund.refresh_from_db()
    send_refund(refund_id=refund.pk, now=after or refund.next_try_at or NOON)
    refund.refresh_from_db()
    return refund


def call(form: dict[str, str] | bytes) -> Any:
    """Alipay calls, as another company's server does."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    client = Client(enforce_csrf_checks=True)
    return client.post(CALLBACK, data=body, content_type=FORM)


def settle_events() -> list[str]:
    """Work on what was stored; what became of each."""
    for event in GatewayEvent.objects.filter(processed_at=None).order_by("pk"):
        settle_event(event_id=event.pk, now=NOON)
    events = GatewayEvent.objects.order_by("pk")
    return list(events.values_list("outcome", flat=True))
