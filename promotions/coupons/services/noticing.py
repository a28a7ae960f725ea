"""Whether somebody hears of coupons that end soon.

The message itself leads to an address that needs no log-in, and ends it by one button.
"""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from accounts.models import User
from promotions.coupons.models import Silence

SIGNER = Signer(salt="coupon-notices")


@transaction.atomic
def silence_notices(*, owner_id: int, now: datetime) -> None:
    """No message before a coupon ends any more.  Safe to repeat."""
    Silence.objects.get_or_create(owner_id=owner_id, defaults={"at": now})


@transaction.atomic
def resume_notices(*, owner_id: int) -> None:
    """Messages again.  Safe to repeat."""
    Silence.objects.filter(owner=owner_id).delete()


def key_of(owner_id: int) -> str:
    """What an account's messages carry: it can silence them and do nothing else."""
    return SIGNER.sign(str(owner_id))


def owner_of(key: str) -> int | None:
    """The account whose key this is, if it is one."""
    try:
        owner_id = int(SIGNER.unsign(key))
    except (BadSignature, ValueError):
        return None
    return owner_id if User.objects.filter(pk=owner_id).exists() else None
