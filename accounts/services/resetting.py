"""A forgotten password, by phone: a code that is sent, checked and used once.

Phones without an account get an SMS too, with another text: neither the page nor
its timing tells whether somebody has an account.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.errors import WrongCode
from accounts.models import User
from accounts.services.outbox import SECRET, post_message
from accounts.services.signing_in import account_of
from accounts.services.tries import Limit, forget_tries, spend_try
from shop.kernel.identity import shop_name

PER_NUMBER = Limit("reset-sms", 5, timedelta(hours=1))
PER_ADDRESS = Limit("reset-address", 200, timedelta(minutes=15))
GUESSES = Limit("reset-code", 5, timedelta(minutes=15))
CODE_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class SentCode:
    """What the session keeps of a code: enough to check it, not the code."""

    phone: str
    digest: str
    sent_at: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def is_over(self, now: datetime) -> bool:
        return now > datetime.fromisoformat(self.sent_at) + CODE_LIFE


def send_code(*, phone: str, address: str, now: datetime) -> SentCode:
    """Owe the number an SMS with a code.  Raises TooManyTries."""
    spend_try(PER_ADDRESS, who=address, now=now)
    spend_try(PER_NUMBER, who=phone, now=now)
    code = new_code()
    post_message(
        key=f"{SECRET}{secrets.token_urlsafe(16)}",
        channel="sms",
        recipient=phone,
        subject="",
        body=code_text(code) if account_of(phone) else _no_account_text(),
        now=now,
    )
    return SentCode(phone=phone, digest=_digest(phone, code), sent_at=now.isoformat())


def check_code(*, sent: SentCode, code: str, now: datetime) -> User:
    """The account that the code proves.  Raises WrongCode, TooManyTries."""
    spend_try(GUESSES, who=sent.phone, now=now)
    right = constant_time_compare(_digest(sent.phone, code.strip()), sent.digest)
    user = account_of(sent.phone)
    if not right or user is None or not user.is_active or sent.is_over(now):
        raise WrongCode
    forget_tries(GUESSES, who=sent.phone)
    return user


def new_code() -> str:
    """Six digits nobody can foresee."""
    return f"{secrets.randbelow(10**6):06}"


def code_text(code: str) -> str:
    """The SMS that brings a code, in the active language."""
    return _(
        "%(shop)s: %(code)s is your code. It works for ten minutes. "
        "Never tell it to anybody."
    ) % {"shop": shop_name(), "code": code}


def _no_account_text() -> str:
    return _(
        "%(shop)s: somebody asked for a new password, but this number has no account."
    ) % {"shop": shop_name()}


def _digest(phone: str, code: str) -> str:
    return salted_hmac("accounts.resetting", f"{phone}:{code}").hexdigest()
