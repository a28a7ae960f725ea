"""The way out for SMS.  Until a provider is configured they land in a folder.

A provider is a function `(phone, text)` named by `SMS_SENDER`; it raises when the
message was not taken.
"""

import secrets

from django.conf import settings
from django.utils.module_loading import import_string

from shop.kernel.clock import now


def send(phone: str, text: str) -> None:
    """Hand one SMS to whoever carries it.  Raises what the carrier raises."""
    import_string(settings.SMS_SENDER)(phone, text)


def to_folder(phone: str, text: str) -> None:
    """Write the SMS where a developer finds it: `var/outbox/sms/`."""
    folder = settings.OUTBOX_DIR / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.txt"
    (folder / name).write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")
