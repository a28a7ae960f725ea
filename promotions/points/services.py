"""Every change of points.  A member's row is the lock; the ledger says why.

Points come last in the order of locks, so nothing is taken after them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from promotions.points.errors import NothingToAdjust, TooFewPoints
from promotions.points.models import Member, PointsEntry
from promotions.points.rates import rates
from promotions.points.rules import part_of, points_for
from promotions.promises import Receipt
from shop.kernel.fields import A
from shop.kernel.money import ZERO

Kind = PointsEntry.Kind


@transaction.atomic
def redeem_points(*, owner_id: int, points: int, reference: str, now: datetime) -> None:
    """Take points for an order.  The check and the change are one UPDATE.

    Raises TooFewPoints; then nothing changed.
    """
    member = member_of(owner_id=owner_id)
    enough = Member.objects.filter(pk=member.pk, points__gte=points)
    if not enough.update(points=F("points") - points):
        raise TooFewPoints(member.points)
    _write(member, Kind.REDEEM, points=-points, reference=reference, now=now)


@transaction.atomic
def return_points(*, reference: str, now: datetime) -> None:
    """An order ended: what is left of its points goes back.  Safe to repeat."""
    member = _holder(reference)
    if member is not None:
        held = -_sums(member, reference, Kind.REDEEM, Kind.RETURN).points
        _move(member, Kind.RETURN, points=held, reference=reference, now=now)


@transaction.atomic
def redeem_again(*, reference: str, now: datetime) -> None:
    """An order lives again: it takes the points that it had.  Raises TooFewPoints."""
    member = _holder(reference)
    first = _first_redeemed(member, reference) if member else 0
    if member is None or not first:
        return
    held = -_sums(member, reference, Kind.REDEEM, Kind.RETURN).points
    if held < first:
        redeem_points(
            owner_id=member.owner_id,
            points=first - held,
            reference=reference,
            now=now,
        )


@transaction.atomic
def earn_points(*, receipt: Receipt, now: datetime) -> None:
    """A completed order gives points and counts towards a level, once.

    `receipt` says what of it was kept.  Safe to repeat.
    """
    if receipt.owner_id is None:
        return
    member = _locked(member_of(owner_id=receipt.owner_id))
    if member.entries.filter(reference=receipt.number, kind=Kind.EARN).exists():
        return
    kept = receipt.goods - receipt.returned
    _move(
        member,
        Kind.EARN,
        points=points_for(kept, rates()),
        spent=kept,
        reference=receipt.number,
        now=now,
    )


@transaction.atomic
def follow_refund(*, receipt: Receipt, now: datetime) -> None:
    """Money went back: so do the points that paid for it, and those it had earned.

    Counted from the whole, so that many small refunds come to the same, and safe to
    repeat.  What a member has spent already can't be taken: a balance stays at zero.
    """
    if receipt.owner_id is None:
        return
    known = Member.objects.filter(owner_id=receipt.owner_id).first()
    if known is None:
        return
    member = _locked(known)
    _return_a_part(member, receipt, now)
    _take_back_a_part(member, receipt, now)


@transaction.atomic
def adjust_points(
    *, member_id: int, points: int, reason: str, actor_id: int, now: datetime
) -> None:
    """The shop gives points, or takes some that are there, and says why.

    Raises NothingToAdjust, TooFewPoints; then nothing changed.
    """
    if points == 0:
        raise NothingToAdjust
    member = _locked(Member.objects.get(pk=member_id))
    if member.points + points < 0:
        raise TooFewPoints(member.points)
    _move(member, Kind.ADJUST, points=points, reason=reason, actor_id=actor_id, now=now)


def member_of(*, owner_id: int) -> Member:
    """An account's row, made when it is missing."""
    return Member.objects.get_or_create(owner_id=owner_id)[0]


def _return_a_part(member: Member, receipt: Receipt, now: datetime) -> None:
    redeemed = _first_redeemed(member, receipt.number)
    due = part_of(redeemed, returned=receipt.returned, goods=receipt.goods)
    left = -_sums(member, receipt.number, Kind.REDEEM, Kind.RETURN).points
    points = min(max(due - (redeemed - left), 0), max(left, 0))
    _move(member, Kind.RETURN, points=points, reference=receipt.number, now=now)


def _take_back_a_part(member: Member, receipt: Receipt, now: datetime) -> None:
    """Of what the order gave, all that is more than it would give by now; and again
    what was taken for a refund that then failed."""
    earned = member.entries.filter(reference=receipt.number, kind=Kind.EARN).first()
    if earned is None:
        return
    kept = receipt.goods - receipt.returned
    has = _sums(member, receipt.number, Kind.EARN, Kind.TAKE_BACK)
    points = max(points_for(kept, rates()) - has.points, -member.points)
    points = min(points, earned.points - has.points)
    _move(
        member,
        Kind.TAKE_BACK,
        points=points,
        spent=max(kept - has.spent, -member.spent),
        reference=receipt.number,
        now=now,
    )


def _holder(reference: str) -> Member | None:
    """The member whose points an order took, locked."""
    entry = PointsEntry.objects.filter(reference=reference, kind=Kind.REDEEM).first()
    return _locked(entry.member) if entry else None


def _locked(member: Member) -> Member:
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _first_redeemed(member: Member, reference: str) -> int:
    entries = member.entries.filter(reference=reference, kind=Kind.REDEEM)
    first = entries.order_by("pk").first()
    return -first.points if first else 0


@dataclass(frozen=True, kw_only=True)
class Sums:
    points: int
    spent: Decimal


def _sums(member: Member, reference: str, *kinds: Kind) -> Sums:
    found = member.entries.filter(reference=reference, kind__in=kinds).aggregate(
        points=Sum("points"), spent=Sum("spent")
    )
    return Sums(points=found["points"] or 0, spent=found["spent"] or ZERO)


def _move(
    member: Member,
    kind: Kind,
    *,
    points: int,
    now: datetime,
    spent: Decimal = ZERO,
    **why: object,
) -> None:
    """The caller holds the member's row."""
    if not points and not spent:
        return
    Member.objects.filter(pk=member.pk).update(
        points=F("points") + points, spent=A("spent") + spent
    )
    member.points, member.spent = member.points + points, member.spent + spent
    _write(member, kind, points=points, spent=spent, now=now, **why)


def _write(
    member: Member,
    kind: Kind,
    *,
    points: int,
    now: datetime,
    spent: Decimal = ZERO,
    **why: object,
) -> None:
    PointsEntry.objects.create(
        member=member, kind=kind, points=points, spent=spent, at=now, **why
    )
