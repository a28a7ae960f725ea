"""What happens after accounts announced something."""

from typing import Any

from django.dispatch import receiver

from accounts import tasks
from accounts.signals import message_posted
from shop.kernel.jobs import nudge


@receiver(message_posted, dispatch_uid="accounts.send_it_soon")
def send_it_soon(*, message_id: int, **_: Any) -> None:
    """Loseable: the job "send messages" sends what a nudge missed."""
    nudge(tasks.send_message, message_id)
