"""Sessions in the database, like Django's, read and written by prepared statements.

Nearly every private page reads one before it does anything else.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import (
    VALID_KEY_CHARS,
    CreateError,
    UpdateError,
)
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.crypto import get_random_string

from shop.kernel.clock import now
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import Update, insert_unless_there, prepared_update


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

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002
        """One statement, which needs no transaction of its own."""
        if self.session_key is None:
            self.create()
            return
        facts = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row: Any = self.create_model_instance(facts)
        if must_create:
            if not insert_unless_there(row, "session_key"):
                raise CreateError
        elif not _write(row.session_key, row.session_data, row.expire_date):
            raise UpdateError


@prepared
def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared_update
def _write(key: str, data: str, until: datetime) -> Update:
    same = Session.objects.filter(session_key=key)
    return same, {"session_data": data, "expire_date": until}
