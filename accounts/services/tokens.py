"""Tokens that open the JSON API.

A token is a random text that only its holder has.  It is over when its time is, when it
is given back, when the account is closed, and when the password changes, whoever changes
it: the seal is of the token and the password together.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from accounts.models import ApiToken, User
from shop.kernel.prepared import prepared

MOST_SECONDS = 30 * 24 * 60 * 60
BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What its holder is told, once."""

    token: str
    lives: timedelta


def issue_token(*, user: User, wish: int = MOST_SECONDS, now: datetime) -> Issued:
    """Let the account in for `wish` seconds, or as long as the shop allows."""
    lives = timedelta(seconds=min(wish, MOST_SECONDS))
    token = secrets.token_urlsafe(BYTES)
    ApiToken.objects.create(
        owner=user,
        digest=_digest(token),
        seal=_seal(token, user),
        created_at=now,
        expires_at=now + lives,
    )
    return Issued(token=token, lives=lives)


def holder_of(token: str, *, now: datetime) -> User | None:
    """The account that a token opens; None for one that is over or never was."""
    row = next(iter(_living(digest=_digest(token), now=now)), None)
    if row is None or not row.owner.is_active:
        return None
    is_sealed = constant_time_compare(row.seal, _seal(token, row.owner))
    return row.owner if is_sealed else None


def revoke_token(token: str) -> None:
    """It opens nothing from now on."""
    ApiToken.objects.filter(digest=_digest(token)).delete()


def forget_ended_tokens(now: datetime) -> int:
    """Housekeeping; how many were over."""
    return ApiToken.objects.filter(expires_at__lte=now).delete()[0]


@prepared
def _living(digest: str, now: datetime) -> QuerySet[ApiToken]:
    rows = ApiToken.objects.filter(digest=digest, expires_at__gt=now)
    return rows.select_related("owner")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _seal(token: str, user: User) -> str:
    return hashlib.sha256(f"{token}:{user.password}".encode()).hexdigest()
