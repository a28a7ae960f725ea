"""Celery's way into payments.  No rules live here."""

from celery import shared_task

from payments import services
from payments.gateways.demo import messages
from shop.kernel.clock import now


@shared_task
def settle_event(event_id: int) -> None:
    services.settle_event(event_id=event_id, now=now())


@shared_task
def send_refund(refund_id: int) -> None:
    services.send_refund(refund_id=refund_id, now=now())


@shared_task
def deliver_demo_callback(message_id: int) -> None:
    messages.deliver(message_id, now=now())
