"""Somebody gets a coupon, by whatever way there is.

What is never exceeded is held by the database: a person's limit by the number of the
slot, which is taken once; the total by a conditional update; a code's uses by another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from accounts.services.tries import Limit, spend_try
from promotions.coupons.codes import digest, normalised
from promotions.coupons.errors import (
    AllGone,
    AlreadyClaimed,
    LimitReached,
    NewShoppersOnly,
    NoSuchCode,
    NotClaimable,
)
from promotions.coupons.models import Coupon, CouponCode, CouponTemplate
from promotions.coupons.states import CouponStatus, Way
from promotions.hooks import is_new_shopper

REMIND_BEFORE = timedelta(hours=48)
GUESSES = Limit("coupon-code", 20, timedelta(minutes=15))
GUESSES_OF_AN_ADDRESS = Limit("coupon-code-address", 200, timedelta(minutes=15))
ONE_AT_A_TIME = frozenset({Way.CENTRE, Way.CODE})


@dataclass(frozen=True, kw_only=True)
class Gift:
    """How a coupon is come by.  `cause` names what it is given for, once."""

    way: Way
    cause: str = ""
    code_id: int | None = None


@transaction.atomic
def claim_coupon(*, template_id: int, owner_id: int, now: datetime) -> Coupon:
    """From the coupon centre.  One at a time: the next once this one is used.

    Raises NotClaimable, AlreadyClaimed, LimitReached, AllGone, NewShoppersOnly; then
    nothing changed.
    """
    template = CouponTemplate.objects.filter(pk=template_id, in_centre=True).first()
    if template is None:
        raise NotClaimable
    return give(template, owner_id=owner_id, gift=Gift(way=Way.CENTRE), now=now)


def redeem_code(*, code: str, owner_id: int, address: str, now: datetime) -> Coupon:
    """The coupon that a code brings.

    Every try is counted first and for good, whatever becomes of it, so that parallel
    guesses are few as well.  Raises TooManyTries, NoSuchCode and what claiming raises.
    """
    spend_try(GUESSES, who=f"u{owner_id}", now=now)
    spend_try(GUESSES_OF_AN_ADDRESS, who=address, now=now)
    with transaction.atomic():
        return _redeem(code, owner_id, now)


def _redeem(text: str, owner_id: int, now: datetime) -> Coupon:
    codes = CouponCode.objects.filter(template__by_code=True)
    code = codes.filter(digest=digest(text)).select_related("template").first()
    if code is None or not normalised(text):
        raise NoSuchCode
    gift = Gift(way=Way.CODE, code_id=code.pk)
    coupon = give(code.template, owner_id=owner_id, gift=gift, now=now)
    if not count_use(code):
        raise NoSuchCode
    return coupon


def count_use(code: CouponCode) -> bool:
    """One more use; False where all are used up, or it is withdrawn.  Runs in the caller's transaction."""
    left = CouponCode.objects.good().filter(pk=code.pk)
    return left.update(uses=F("uses") + 1) == 1


def give(
    template: CouponTemplate, *, owner_id: int, gift: Gift, now: datetime
) -> Coupon:
    """Make it theirs, in the caller's transaction.  Raises as `claim_coupon`."""
    if not template.is_given_out(now):
        raise NotClaimable
    if template.new_shoppers_only and not is_new_shopper(owner_id):
        raise NewShoppersOnly
    slot = next_slot(template, owner_id=owner_id, way=gift.way)
    coupon = _write(template, owner_id, slot, gift, now)
    if not count_claim(template):
        raise AllGone
    return coupon


def next_slot(template: CouponTemplate, *, owner_id: int, way: Way) -> int:
    """The number of the next one.  Raises LimitReached, AlreadyClaimed."""
    had = Coupon.objects.filter(template=template, owner=owner_id)
    rows = list(had.values_list("slot", "status"))
    if len(rows) >= template.per_shopper:
        unused = any(status == CouponStatus.UNUSED for _slot, status in rows)
        raise AlreadyClaimed if unused else LimitReached
    if way in ONE_AT_A_TIME and any(s == CouponStatus.UNUSED for _slot, s in rows):
        raise AlreadyClaimed
    return max((slot for slot, _status in rows), default=0) + 1


def count_claim(template: CouponTemplate) -> bool:
    """One more of the total; False where all are gone.  In the caller's transaction."""
    left = CouponTemplate.objects.filter(
        Q(total=None) | Q(claimed__lt=F("total")), pk=template.pk
    )
    return left.update(claimed=F("claimed") + 1) == 1


def _write(
    template: CouponTemplate, owner_id: int, slot: int, gift: Gift, now: datetime
) -> Coupon:
    """Somebody who claims the same twice at once has it only once."""
    valid_from, valid_until = template.validity(now)
    remind_at = valid_until - REMIND_BEFORE
    try:
        with transaction.atomic():
            return Coupon.objects.create(
                template=template,
                owner_id=owner_id,
                slot=slot,
                code_id=gift.code_id,
                way=gift.way,
                cause=gift.cause,
                claimed_at=now,
                valid_from=valid_from,
                valid_until=valid_until,
                remind_at=remind_at if remind_at > now else None,
            )
    except IntegrityError:
        taken = Coupon.objects.filter(template=template, owner=owner_id)
        if taken.filter(Q(slot=slot) | Q(cause=gift.cause, cause__gt="")).exists():
            raise AlreadyClaimed from None
        raise
