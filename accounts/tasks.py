"""Celery's way into `accounts.services`.  No rules live here."""

from celery import shared_task

from accounts.services import outbox
from shop.kernel.clock import now


@shared_task
def send_message(message_id: int) -> None:
    """One message of the outbox; harmless when it is late, early or repeated."""
    outbox.send_message(message_id, now=now())
