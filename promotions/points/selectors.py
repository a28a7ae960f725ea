"""What a member has, may use and has still to buy for the next level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from promotions.points.models import Level, Member, PointsEntry
from promotions.points.rules import Rates, points_for, redeem, worth
from shop.kernel.money import ZERO
from shop.kernel.prepared import prepared


@dataclass(frozen=True, kw_only=True)
class PointsPage:
    """`to_next` is what has still to be bought for the `next` level."""

    points: int
    worth: Decimal
    spent: Decimal
    level: Level | None
    next: Level | None
    levels: Sequence[Level]
    rates: Rates

    @property
    def to_next(self) -> Decimal:
        return self.next.from_spent - self.spent if self.next else ZERO

    @property
    def progress(self) -> int:
        """Percent of the way to the next level."""
        if self.next is None:
            return 100
        return int(self.spent * 100 / self.next.from_spent)


@dataclass(frozen=True, kw_only=True)
class PointsOffer:
    """What a check-out says of points.  `most` of them take `worth` off."""

    balance: int
    most: int
    worth: Decimal
    used: int
    earns: int


def balance_of(owner_id: int) -> int:
    return next(iter(_balances(owner_id=owner_id)), 0)


def level_of(owner_id: int) -> Level | None:
    return next(iter(_levels_of(owner_id=owner_id)), None)


@prepared
def _balances(owner_id: int) -> QuerySet[Member, int]:
    return Member.objects.filter(owner=owner_id).values_list("points", flat=True)


@prepared
def _levels_of(owner_id: int) -> QuerySet[Level]:
    """The highest that a member has reached."""
    spent = Member.objects.filter(owner=owner_id).values("spent")[:1]
    return Level.objects.filter(from_spent__lte=spent).order_by("-from_spent")[:1]


def points_offer(
    *, owner_id: int | None, goods: Decimal, used: int, rates: Rates
) -> PointsOffer | None:
    """`goods` is what they cost before points.  One query; none for a guest."""
    if owner_id is None:
        return None
    balance = balance_of(owner_id)
    most = redeem(wished=balance, balance=balance, goods=goods, rates=rates)
    taken = redeem(wished=used, balance=balance, goods=goods, rates=rates)
    return PointsOffer(
        balance=balance,
        most=most.points,
        worth=most.amount,
        used=taken.points,
        earns=points_for(goods - taken.amount, rates),
    )


def points_page(*, owner_id: int, rates: Rates) -> PointsPage:
    """Two queries."""
    member = Member.objects.filter(owner=owner_id).first() or Member(owner_id=owner_id)
    levels = list(Level.objects.order_by("from_spent"))
    spent = Decimal(member.spent)
    reached = [level for level in levels if level.from_spent <= spent]
    ahead = [level for level in levels if level.from_spent > spent]
    return PointsPage(
        points=member.points,
        worth=worth(member.points, rates),
        spent=spent,
        level=reached[-1] if reached else None,
        next=ahead[0] if ahead else None,
        levels=levels,
        rates=rates,
    )


def entries_of(owner_id: int) -> QuerySet[PointsEntry]:
    """The newest first; changes of what was bought for alone are left out."""
    entries = PointsEntry.objects.filter(member__owner=owner_id).exclude(points=0)
    return entries.order_by("-pk")
