"""The tables themselves: ledgers that nobody can rewrite, messages that leave."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import OutboxMessage
from shop.kernel.append_only import missing_triggers
from shop.laws.law import law

PROMPT = timedelta(minutes=5)


@law("The database refuses to change or delete a row of a ledger.")
def ledgers_are_append_only(now: datetime) -> list[str]:
    return missing_triggers()


@law("What people are owed to be told leaves within minutes.", is_promptness=True)
def messages_leave_in_time(now: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.due(now - PROMPT)
