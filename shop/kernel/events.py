"""How one part of the shop tells the others that something has happened."""

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def announce(signal: Signal, sender: type, **facts: Any) -> None:
    """Send `signal` once the current transaction has committed.

    A failing receiver is logged and cannot undo the fact or stop its siblings.
    The message can be lost if the process dies in that instant, so whatever
    must happen is also a due row that a sweep finds.
    """
    transaction.on_commit(partial(_send, signal, sender, facts))


def _send(signal: Signal, sender: type, facts: dict[str, Any]) -> None:
    for receiver, answer in signal.send_robust(sender, **facts):
        if isinstance(answer, Exception):
            logger.error("Receiver %s failed", receiver, exc_info=answer)
