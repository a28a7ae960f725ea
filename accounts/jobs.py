"""What accounts do by the clock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from accounts.models import OutboxMessage
from accounts.services.outbox import send_message
from accounts.services.tokens import forget_ended_tokens
from accounts.services.tries import forget_old_tallies
from shop.kernel.jobs import periodic

A_ROUND = 200


@periodic(_("send messages"), every=timedelta(seconds=30))
def send_messages(now: datetime) -> int:
    """Send what is due; messages that others are sending are skipped by the claim."""
    due = OutboxMessage.objects.due(now).order_by("due_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:A_ROUND])
    return sum(send_message(message_id, now=now) for message_id in ids)


@periodic(_("forget old tries"), every=timedelta(hours=1))
def forget_tries(now: datetime) -> int:
    """Drop counts of tries that no limit looks at any more."""
    return forget_old_tallies(now)


@periodic(_("forget ended tokens"), every=timedelta(hours=1))
def forget_tokens(now: datetime) -> int:
    """Drop tokens of the JSON API whose time is over; they open nothing as it is."""
    return forget_ended_tokens(now)
