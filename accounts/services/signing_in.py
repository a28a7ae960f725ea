"""Who may come in.  The log-in page and the API ask the same question here.

An unknown name and a wrong password get the same answer in the same time.  Wrong
tries are counted per account first (whichever of its names was used), then per
address; a right one clears its account's count.
"""

import secrets
from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import phones
from accounts.errors import MalformedLogin, WrongLogin
from accounts.models import User
from accounts.services.tries import Limit, check_tries, count_try, forget_tries

PER_ACCOUNT = Limit("login", 6, timedelta(minutes=15))
PER_ADDRESS = Limit("login-address", 200, timedelta(minutes=15))


def normal_login(login: str) -> str:
    """An e-mail in lower case or a phone in E.164.  Raises MalformedLogin."""
    text = login.strip()
    if "@" not in text:
        phone = phones.to_e164(text)
        if phone is None:
            raise MalformedLogin
        return phone
    try:
        validate_email(text)
    except ValidationError as error:
        raise MalformedLogin from error
    return text.lower()


def account_of(name: str) -> User | None:
    """The account that a normal login names."""
    column = "email" if "@" in name else "phone"
    return User.objects.filter(**{column: name}).first()


def check_login(*, login: str, password: str, address: str, now: datetime) -> User:
    """The account that this login and password open.

    Counts a wrong try, and clears the account's count after a right one.
    Raises MalformedLogin (not counted), WrongLogin, TooManyTries.
    """
    name = normal_login(login)
    return check_name(name=name, password=password, address=address, now=now)


def check_name(*, name: str, password: str, address: str, now: datetime) -> User:
    """The same for a name that is normal already, or that no account can have.

    Raises WrongLogin, TooManyTries.
    """
    user = account_of(name)
    who = _who(user, name)
    check_tries(PER_ACCOUNT, who=who, now=now)
    check_tries(PER_ADDRESS, who=address, now=now)
    if not _opens(user, password):
        count_try(PER_ACCOUNT, who=who, now=now)
        count_try(PER_ADDRESS, who=address, now=now)
        raise WrongLogin
    check_tries(PER_ACCOUNT, who=who, now=now)  # others may have guessed meanwhile
    forget_tries(PER_ACCOUNT, who=who)
    assert user is not None  # noqa: S101 (nobody has no password)
    return user


def has_second_factor(user: User) -> bool:
    """Does it take an authenticator app, too, to come in?"""
    return is_mfa_enabled(user)


def forget_wrong_logins(user: User) -> None:
    """A new password starts with a clean slate."""
    forget_tries(PER_ACCOUNT, who=_who(user, ""))


def _who(user: User | None, name: str) -> str:
    return f"account:{user.pk}" if user else f"name:{name}"


def _opens(user: User | None, password: str) -> bool:
    """One password hash is computed in any case, so that time tells nothing."""
    if user is None:
        User().set_password(password or secrets.token_hex(8))
        return False
    return user.check_password(password) and user.is_active
