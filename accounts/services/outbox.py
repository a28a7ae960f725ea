"""What the shop owes people to tell: written with the fact, sent soon after.

The row is the truth.  A nudge sends it within a second, the sweep sends whatever a
nudge missed, and a claim lets only one of them do it.  A process that dies between
sending and writing so down leaves it due: the mail leaves again under the same id.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.crypto import salted_hmac

from accounts import sms
from accounts.models import OutboxMessage
from accounts.signals import message_posted
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.identity import shop_name
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import (
    Update,
    change,
    insert_unless_there,
    prepared_update,
)

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_TRIES = 8
LONGEST_WAIT = timedelta(hours=6)
SECRET = "secret:"  # noqa: S105 (the prefix of a key, not a secret itself)


@dataclass(frozen=True)
class Message:
    subject: str
    body: str


def render_message(template: str, *, context: dict[str, Any], language: str) -> Message:
    """A mail from one text template: the first line is the subject.

    URLs come out in the reader's language; put `{{ site_url }}` before them.
    """
    language = language or settings.LANGUAGE_CODE
    facts = {
        "shop_name": shop_name(language),
        "site_url": settings.SITE_URL,
        **context,
    }
    with translation.override(language):
        source: Any = get_template(template)
        text = source.template.render(Context(facts, autoescape=False)).strip()
    subject, _, body = text.partition("\n")
    return Message(subject=subject.strip(), body=body.strip())


def post_message(
    *, key: str, channel: str, recipient: str, subject: str, body: str, now: datetime
) -> bool:
    """Owe somebody a message, in the caller's transaction; False if it is owed already,
    or where they can't be told.

    `key` names the occasion (`order-paid:17:mail`), so telling twice is impossible.
    The text of a key that starts with `secret:` is forgotten once it is sent.
    Announces `message_posted`.
    """
    if not recipient:  # an account that only WeChat knows has neither
        return False
    message = OutboxMessage(
        key=key,
        channel=OutboxMessage.Channel(channel),
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        body=body,
        due_at=now,
    )
    if not insert_unless_there(message, "key"):
        return False
    announce(message_posted, OutboxMessage, message_id=message.pk)
    return True


def send_message(message_id: int, *, now: datetime) -> bool:
    """Send one message that is due; False if it is not, or somebody else has it.

    The claim is one UPDATE: it counts the try and keeps others away for five minutes.
    A failure puts the message off, longer each time; after eight it is given up.
    """
    if not _claim(message_id=message_id, now=now, until=now + LEASE):
        return False
    failpoint("outbox.leased")
    message = _messages(message_id=message_id)[0]
    try:
        _deliver(message)
    except Exception as failure:  # noqa: BLE001 (whatever a carrier raises: it stays due)
        _put_off(message, type(failure).__name__, now)
        return False
    failpoint("outbox.side_effect_done")
    message.done_at, message.error = now, ""
    if message.key.startswith(SECRET):
        message.body = ""
        change(message, "done_at", "error", "body")
    else:
        change(message, "done_at", "error")
    return True


@prepared_update
def _claim(message_id: int, now: datetime, until: datetime) -> Update:
    due = OutboxMessage.objects.due(now).filter(pk=message_id)
    return due, {"due_at": until, "tries": F("tries") + 1}


@prepared
def _messages(message_id: int) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(pk=message_id)


def _deliver(message: OutboxMessage) -> None:
    if message.channel == OutboxMessage.Channel.SMS:
        sms.send(message.recipient, message.body)
    else:
        EmailMessage(
            message.subject,
            message.body,
            to=[message.recipient],
            headers={"Message-ID": message_id_of(message)},
        ).send()


def message_id_of(message: OutboxMessage) -> str:
    """The same whenever it is sent, so that mailboxes take a second copy for the first.

    Says nothing of the occasion to strangers.
    """
    occasion = f"{message.pk}:{message.key}"
    name = salted_hmac("accounts.outbox", occasion, algorithm="sha256").hexdigest()
    return f"<{name[:40]}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _put_off(message: OutboxMessage, error: str, now: datetime) -> None:
    """The log names the message, never whom it was for."""
    message.error = error[:80]
    if message.tries >= MOST_TRIES:
        message.done_at = now
        logger.error("Message %s given up: %s", message.pk, error)
    else:
        wait = timedelta(minutes=2**message.tries)
        message.due_at = now + min(wait, LONGEST_WAIT)
        logger.warning("Message %s put off: %s", message.pk, error)
    message.save(update_fields=["due_at", "done_at", "error"])
