"""What happens next with money when something happened."""

from typing import Any

from django.dispatch import receiver

from payments import tasks
from payments.signals import demo_message_due, event_stored, refund_requested
from shop.kernel.jobs import nudge


@receiver(event_stored, dispatch_uid="payments.settle_soon")
def settle_soon(*, event_id: int, **_: Any) -> None:
    """Loseable: the event's row is swept while `processed_at` is empty."""
    nudge(tasks.settle_event, event_id)


@receiver(refund_requested, dispatch_uid="payments.refund_soon")
def refund_soon(*, refund_id: int, **_: Any) -> None:
    """Loseable: the refund's row is swept by `next_try_at`."""
    nudge(tasks.send_refund, refund_id)


@receiver(demo_message_due, dispatch_uid="payments.call_the_shop_back")
def call_the_shop_back(*, message_id: int, **_: Any) -> None:
    """Loseable: the message's row is swept by `due_at`."""
    nudge(tasks.deliver_demo_callback, message_id)
