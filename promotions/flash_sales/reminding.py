"""A word before a session begins, or that it never does: into the calendar, or as a
message."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.services.outbox import post_message, render_message
from promotions.flash_sales.errors import SessionHasBegun
from promotions.flash_sales.models import FlashReminder, FlashSession
from promotions.flash_sales.showing import ShownSession
from shop.kernel.translations import tr

AHEAD = timedelta(minutes=10)


@transaction.atomic
def ask_for_reminder(*, session_id: int, owner_id: int, now: datetime) -> None:
    """Once, however often it is asked for.  Raises SessionHasBegun."""
    if not FlashSession.objects.to_come(now).filter(pk=session_id).exists():
        raise SessionHasBegun
    FlashReminder.objects.get_or_create(session_id=session_id, owner_id=owner_id)


@transaction.atomic
def send_reminder(*, reminder_id: int, now: datetime) -> bool:
    """Put the message into the outbox, that it begins or that it was called off; False
    if that was done."""
    due = FlashReminder.objects.filter(pk=reminder_id, sent_at=None)
    if not due.update(sent_at=now):
        return False
    reminder = FlashReminder.objects.select_related("session__sale").get(pk=reminder_id)
    session = reminder.session
    word = "off" if session.is_called_off else "soon"
    owner = User.objects.get(pk=reminder.owner_id)
    language = owner.language or settings.LANGUAGE_CODE
    with translation.override(language):
        link = f"{settings.SITE_URL}{reverse('promotions:flash-sales')}"
        name = tr(session.sale, "name")
    message = render_message(
        f"promotions/flash_sales/emails/{word}.txt",
        context={"name": name, "session": session, "link": link},
        language=language,
    )
    post_message(
        key=f"flash-{word}-{reminder.pk}",
        channel="mail" if owner.email else "sms",
        recipient=owner.email or owner.phone or "",
        subject=message.subject,
        body=message.body if owner.email else f"{message.subject} {link}",
        now=now,
    )
    return True


def calendar_entry(session: ShownSession, *, link: str, now: datetime) -> str:
    """An event of RFC 5545 that rings ten minutes before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//shop//flash sales//EN",
        "BEGIN:VEVENT",
        f"UID:flash-{session.id}@{settings.SITE_URL.partition('//')[2] or 'shop'}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(session.starts_at)}",
        f"DTEND:{_stamp(session.ends_at)}",
        f"SUMMARY:{_escaped(session.name)}",
        f"URL:{link}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(session.name)}",
        "TRIGGER:-PT10M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join([*lines, ""])


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(words: str) -> str:
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return " ".join(words.split())
