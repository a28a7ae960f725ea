"""What people's accounts can be asked to do."""

from accounts.services.addresses import (
    delete_address,
    make_default,
    restore_address,
    save_address,
)
from accounts.services.outbox import post_message, render_message, send_message

__all__ = [
    "delete_address",
    "make_default",
    "post_message",
    "render_message",
    "restore_address",
    "save_address",
    "send_message",
]
