"""Coupons that people are given: for signing up, after an order, by the staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from promotions.coupons.errors import AlreadyClaimed, HadEnough, NoSuchAccount
from promotions.coupons.models import Coupon, CouponTemplate
from promotions.coupons.services.claiming import Gift, give
from promotions.coupons.states import Way
from promotions.promises import Receipt
from shop.kernel.errors import DomainError

SIGN_UP = "sign-up"
TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Granted:
    """Who got one, and `{who: why not}`."""

    to: tuple[str, ...]
    refused: dict[str, str]


def grant_sign_up(*, user_id: int, now: datetime) -> int:
    """What everybody gets who signs up; how many there were.  Safe to repeat.

    Whoever joined before a coupon was given out gets none of it.
    """
    people = get_user_model().objects.filter(is_active=True, is_staff=False)
    joined = people.filter(pk=user_id).values_list("date_joined", flat=True).first()
    if joined is None:
        return 0
    offered = CouponTemplate.objects.given_out(now).filter(
        at_sign_up=True, claim_from__lte=joined
    )
    gift = Gift(way=Way.SIGN_UP, cause=SIGN_UP)
    given = [_quietly(one, user_id, gift, now) for one in offered.order_by("pk")]
    return sum(given)


def grant_after_order(*, receipt: Receipt, now: datetime) -> int:
    """What a completed order brings its buyer, unless all of it went back.

    Safe to repeat.  Runs in the caller's transaction.
    """
    if receipt.owner_id is None or receipt.returned >= receipt.goods:
        return 0
    offered = CouponTemplate.objects.given_out(now).filter(after_order=True)
    gift = Gift(way=Way.ORDER, cause=receipt.number)
    given = [
        _quietly(one, receipt.owner_id, gift, now) for one in offered.order_by("pk")
    ]
    return sum(given)


def grant_by_staff(
    *, template_id: int, contacts: Iterable[str], cause: str, now: datetime
) -> Granted:
    """One coupon for each of these e-mails and phones (in E.164).

    Whoever can't get one is told why; the others get theirs.  The same `cause` gives
    nobody a second one.
    """
    template = CouponTemplate.objects.get(pk=template_id)
    gift = Gift(way=Way.STAFF, cause=cause)
    given: list[str] = []
    refused: dict[str, str] = {}
    for contact in dict.fromkeys(contacts):
        try:
            _grant(template, contact, gift, now)
        except HadEnough as error:
            refused[contact] = str(error.of_another)
        except DomainError as error:
            refused[contact] = str(error)
        else:
            given.append(contact)
    return Granted(to=tuple(given), refused=refused)


@transaction.atomic
def _grant(template: CouponTemplate, contact: str, gift: Gift, now: datetime) -> None:
    people = get_user_model().objects.filter(is_active=True)
    owner = people.filter(Q(email__iexact=contact) | Q(phone=contact)).first()
    if owner is None:
        raise NoSuchAccount
    _persistently(template, owner.pk, gift, now)


def _quietly(
    template: CouponTemplate, owner_id: int, gift: Gift, now: datetime
) -> bool:
    """Nobody waits for it, so nobody is told why not."""
    try:
        with transaction.atomic():
            _persistently(template, owner_id, gift, now)
    except DomainError:
        return False
    return True


def _persistently(
    template: CouponTemplate, owner_id: int, gift: Gift, now: datetime
) -> Coupon:
    """Where another gift takes the slot in the same moment, the next one."""
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return give(template, owner_id=owner_id, gift=gift, now=now)
        except AlreadyClaimed:
            same = Coupon.objects.filter(template=template, owner=owner_id)
            if same.filter(cause=gift.cause).exists():
                raise
    return give(template, owner_id=owner_id, gift=gift, now=now)
