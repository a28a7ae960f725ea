"""Points: a member's balance is the sum of the ledger, and never a debt (domain §16.6)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.models import Order
from orders.states import ENDED
from promotions.models import Member, PointsEntry
from shop.laws.law import is_not_sum_of, law, total

ENTRIES = PointsEntry.objects.all()
Kind = PointsEntry.Kind


@law("A member's points, and what was bought for, equal the sums of the ledger, ≥ 0.")
def points_equal_their_ledger(now: datetime) -> QuerySet[Member]:
    differs = is_not_sum_of(
        ENTRIES.filter(member=OuterRef("pk")),
        by="member",
        points="points",
        spent="spent",
    )
    return Member.objects.filter(differs | Q(points__lt=0) | Q(spent__lt=0))


@law("An order that ended holds no points any more.")
def ended_orders_hold_no_points(now: datetime) -> QuerySet[Order]:
    held = ENTRIES.filter(kind__in=[Kind.REDEEM, Kind.RETURN])
    ended = Order.objects.filter(status__in=ENDED, promises__contains="points")
    sums = total(held, "points", of="reference", to="number")
    return ended.alias(held=sums).exclude(held=0)


@law("Points are given and taken for an order of the member's own.")
def points_name_their_order(now: datetime) -> QuerySet[PointsEntry]:
    own = Order.objects.filter(
        number=OuterRef("reference"), owner=OuterRef("member__owner")
    )
    return ENTRIES.exclude(kind=Kind.ADJUST).filter(~Exists(own))
