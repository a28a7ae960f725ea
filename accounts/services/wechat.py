"""Coming in by WeChat: the account is found by its openid, or made."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts import wechat
from accounts.errors import WrongCode
from accounts.models import User, WeChatIdentity
from accounts.services.tries import Limit, check_tries, count_try
from accounts.signals import signed_up
from accounts.wechat import Known
from shop.kernel.events import announce

PER_ADDRESS = Limit("wechat-address", 200, timedelta(minutes=15))


def check_wechat_code(
    *, code: str, address: str, language: str = "", now: datetime
) -> User:
    """The account that a code of the mini-program opens; a new one, the first time.

    Counts a wrong code.  Raises WrongCode, WeChatAway, TooManyTries.
    """
    check_tries(PER_ADDRESS, who=address, now=now)
    try:
        known = wechat.whose(code)
    except WrongCode:
        count_try(PER_ADDRESS, who=address, now=now)
        raise
    user = account_known_as(known, language=language, now=now)
    if not user.is_active:
        raise WrongCode
    return user


def account_known_as(known: Known, *, language: str = "", now: datetime) -> User:
    """Find the account, or make it and remember who it is.

    By the openid; else, where WeChat says what somebody is called in all of our apps,
    by that.  Announces `signed_up` for a new one.
    """
    try:
        return _owner(known, now) or _welcome(known, language, now)
    except IntegrityError:  # the same person was faster at the same moment
        owner = _owner(known, now)
        if owner is None:
            raise
        return owner


def openid_of(user_id: int) -> str:
    """What WeChat calls them in the mini-program; "" where they never came by it.  In
    the sandbox everybody is called something."""
    theirs = WeChatIdentity.objects.filter(owner_id=user_id, app=wechat.app())
    found = theirs.order_by("-seen_at", "-pk").values_list("openid", flat=True).first()
    return found or (f"{wechat.SANDBOX}-{user_id}" if wechat.is_sandbox() else "")


def _owner(known: Known, now: datetime) -> User | None:
    rows = WeChatIdentity.objects.select_related("owner")
    row = rows.filter(app=known.app, openid=known.openid).first()
    if row is None:
        return None
    row.union, row.seen_at = known.union or row.union, now
    row.save(update_fields=["union", "seen_at"])
    return row.owner


@transaction.atomic
def _welcome(known: Known, language: str, now: datetime) -> User:
    rows = WeChatIdentity.objects.select_related("owner")
    kin = rows.filter(union=known.union).order_by("pk").first() if known.union else None
    owner = kin.owner if kin else _new_account(language)
    WeChatIdentity.objects.create(
        owner=owner,
        app=known.app,
        openid=known.openid,
        union=known.union,
        seen_at=now,
    )
    return owner


def _new_account(language: str) -> User:
    """Without a password: nobody can log in to it by one."""
    user = User.objects.create_user(by_wechat=True, language=language)
    announce(signed_up, User, user_id=user.pk)
    return user
