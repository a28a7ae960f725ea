"""Sessions in the database, like Django's, read by a prepared query.

Nearly every private page reads one before it does anything else.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.crypto import get_random_string

from shop.kernel.clock import now
from shop.kernel.prepared import prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        """None for a key that is unknown or old: the visitor gets a new one."""
        key = self.session_key or ""
        found = next(iter(_living(key=key, now=now())), None)
        if found is None:
            self._session_key = None
        return found

    def _get_new_session_key(self) -> str:
        """Not looked for first: `create` tries again where the key is taken."""
        return get_random_string(32, VALID_KEY_CHARS)


@prepared
def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
