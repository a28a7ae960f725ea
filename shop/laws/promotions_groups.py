"""Group buying: teams, their seats and the orders in them (domain §16.5, I24)."""

from datetime import datetime, timedelta

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from catalog.models import StockMove
from orders.models import Order
from orders.states import ENDED, PAID, OrderStatus
from promotions.models import GroupOffer, GroupShopper, Seat, Team
from shop.laws.law import law, total

SEATS = Seat.objects.all()
LIVE = Seat.objects.exclude(state=Seat.State.FREED)
UNSHIPPED = [OrderStatus.PENDING_PAYMENT, OrderStatus.AWAITING_TEAM]
SOON = timedelta(minutes=15)


@law("A team's seats are those that its members hold, and no more than its size.")
def teams_know_their_seats(now: datetime) -> QuerySet[Team]:
    live = Count("seats", filter=~Q(seats__state=Seat.State.FREED))
    is_paid = Count("seats", filter=Q(seats__state=Seat.State.PAID))
    counted = Team.objects.annotate(live=live, has_paid=is_paid)
    return counted.exclude(
        live=F("seats_taken"), has_paid=F("paid"), seats_taken__lte=F("size")
    )


@law("A team is complete exactly where all have paid in time, or the shop said so.")
def complete_teams_are_full(now: datetime) -> QuerySet[Team]:
    in_time = Q(ended_at__lt=F("expires_at"))
    complete = Q(state=Team.State.COMPLETE)
    sound = complete & in_time & (Q(paid=F("size")) | Q(completed_by_shop=True))
    unfinished = Q(state=Team.State.OPEN, paid=F("size"), expires_at__gt=now)
    return Team.objects.filter((complete & ~sound) | unfinished)


@law("An open team has one leader.")
def open_teams_have_a_leader(now: datetime) -> QuerySet[Team]:
    leader = LIVE.filter(team=OuterRef("pk"), is_leader=True)
    return Team.objects.filter(state=Team.State.OPEN).exclude(Exists(leader))


@law("A member's seat is paid where his order is, and free where it ended.")
def seats_follow_their_orders(now: datetime) -> QuerySet[Seat]:
    """But for a complete team: what ends afterwards undoes nothing."""
    orders = Order.objects.filter(number=OuterRef("order_number"))
    sound = (
        (Q(state="held") & Exists(orders.filter(status=OrderStatus.PENDING_PAYMENT)))
        | (Q(state="paid") & Exists(orders.filter(status__in=PAID)))
        | (Q(state="freed") & Exists(orders.filter(status__in=ENDED)))
        | (Q(state="paid", team__state="complete") & Exists(orders))
    )
    return SEATS.exclude(sound)


@law("Nothing leaves before its team is complete.")
def orders_wait_for_their_team(now: datetime) -> QuerySet[Order]:
    seats = Seat.objects.filter(order_number=OuterRef("number"))
    complete = seats.filter(team__state=Team.State.COMPLETE)
    moved = Order.objects.exclude(status__in=[*UNSHIPPED, *ENDED])
    waiting = Order.objects.filter(status=OrderStatus.AWAITING_TEAM)
    return Order.objects.filter(
        Q(pk__in=moved.filter(Exists(seats), ~Exists(complete)).values("pk"))
        | Q(pk__in=waiting.filter(~Exists(seats)).values("pk"))
    )


@law("What a group buy has set aside and nobody claimed is what the ledger holds.")
def group_offers_equal_their_ledger(now: datetime) -> QuerySet[GroupOffer]:
    named = Concat(Value("group:"), Cast("pk", CharField()))
    held = total(StockMove.objects.all(), "reserved_delta", of="reference", to="named")
    offers = GroupOffer.objects.alias(named=named)
    return offers.alias(held=held).exclude(held=F("unclaimed"))


@law("A shopper's count of a group buy is the sum of the pieces in his orders.")
def group_shoppers_know_their_pieces(now: datetime) -> QuerySet[GroupShopper]:
    own = Seat.objects.filter(
        offer__campaign=OuterRef("campaign"), shopper=OuterRef("shopper")
    )
    left = own.order_by().values("shopper")
    sums = Subquery(left.annotate(sum=Sum(F("quantity") - F("returned"))).values("sum"))
    return GroupShopper.objects.alias(own=Coalesce(sums, 0)).exclude(own=F("taken"))


@law("No shopper has more of a group buy than he may, or might when he got it.")
def group_shoppers_within_their_limit(now: datetime) -> QuerySet[GroupShopper]:
    above = GroupShopper.objects.filter(taken__gt=F("campaign__most_each"))
    return above.filter(taken__gt=F("campaign__most_before"))


@law(
    "The members of a failed team have their money back, those of a complete one are packed.",
    is_promptness=True,
)
def teams_that_ended_move_their_orders(now: datetime) -> QuerySet[Team]:
    open_orders = Order.objects.filter(status__in=UNSHIPPED).values("number")
    waiting = LIVE.filter(team=OuterRef("pk"), order_number__in=open_orders)
    paid = waiting.filter(state=Seat.State.PAID)
    late = Team.objects.filter(ended_at__lt=now - SOON)
    return late.filter(
        Q(Exists(waiting), state=Team.State.FAILED)
        | Q(Exists(paid), state=Team.State.COMPLETE)
    )
