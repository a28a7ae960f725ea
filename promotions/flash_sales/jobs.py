"""Flash sessions open a little before they start and close when they are over."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from promotions.flash_sales.models import FlashReminder, FlashSession
from promotions.flash_sales.reminding import AHEAD as WORD_AHEAD
from promotions.flash_sales.reminding import send_reminder
from promotions.flash_sales.running import close_session, open_session
from shop.kernel.jobs import each, periodic

AT_ONCE = 100
AHEAD = timedelta(seconds=30)


@periodic(_("open flash sessions"), every=timedelta(seconds=10))
def open_flash_sessions(now: datetime) -> int:
    due = FlashSession.objects.to_open(now + AHEAD).order_by("starts_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: open_session(session_id=pk, now=now))


@periodic(_("close flash sessions"), every=timedelta(seconds=10))
def close_flash_sessions(now: datetime) -> int:
    due = FlashSession.objects.to_close(now).order_by("ends_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: close_session(session_id=pk, now=now))


@periodic(_("remind of flash sessions"), every=timedelta(seconds=10))
def remind_of_sessions(now: datetime) -> int:
    """Those that begin soon, and those that were called off."""
    to_come = FlashSession.objects.to_come(now)
    soon = to_come.filter(starts_at__lte=now + WORD_AHEAD)
    called_off = FlashSession.objects.called_off()
    ids = [
        pk
        for sessions in (soon, called_off)
        for pk in FlashReminder.objects.filter(sent_at=None, session__in=sessions)
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    ]
    return each(ids, lambda pk: send_reminder(reminder_id=pk, now=now))
