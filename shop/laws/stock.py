"""Stock: the counters, the ledger and the orders tell the same story (domain §16.1)."""

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from catalog.models import StockMove, Variant
from orders.models import OrderLine
from orders.states import HOLDING_STOCK
from shop.laws.law import is_not_sum_of, law

Kind = StockMove.Kind
MOVES = StockMove.objects.all()
LEFT = F("quantity") - F("shipped_quantity") - F("cancelled_quantity")
HELD = OrderLine.objects.filter(order__status__in=HOLDING_STOCK)

SOUND_MOVE = (
    Q(kind__in=[Kind.RECEIVE, Kind.RETURN], on_hand_delta__gt=0, reserved_delta=0)
    | Q(kind=Kind.ADJUST, reserved_delta=0)
    | Q(kind=Kind.RESERVE, on_hand_delta=0, reserved_delta__gt=0)
    | Q(kind=Kind.RELEASE, on_hand_delta=0, reserved_delta__lt=0)
    | Q(kind=Kind.SHIP, on_hand_delta__lt=0, reserved_delta=F("on_hand_delta"))
)


@law("Nothing is promised that is not there: 0 ≤ reserved ≤ on hand.")
def stock_within_bounds(now: datetime) -> QuerySet[Variant]:
    return Variant.objects.exclude(reserved__gte=0, reserved__lte=F("on_hand"))


@law("On hand and reserved equal the sums of the stock ledger.")
def stock_equals_its_ledger(now: datetime) -> QuerySet[Variant]:
    differs = is_not_sum_of(
        MOVES.filter(variant=OuterRef("pk")),
        by="variant",
        on_hand="on_hand_delta",
        reserved="reserved_delta",
    )
    return Variant.objects.filter(differs)


@law("Reserved equals what open orders hold.")
def reserved_is_what_orders_hold(now: datetime) -> QuerySet[Variant]:
    """Summed once for all variants: few of them have very many lines."""
    sums = HELD.order_by().values("variant").annotate(held=Sum(LEFT))
    differs = Q(pk__in=sums.exclude(held=F("variant__reserved")).values("variant"))
    is_held = Q(pk__in=HELD.values("variant"))
    return Variant.objects.filter(differs | (~Q(reserved=0) & ~is_held))


@law("The ledger holds what a line has still to send, and sent what it has sent.")
def lines_move_their_own(now: datetime) -> QuerySet[OrderLine]:
    """An order that ended has nothing to send any more.  Asked at once: to find a
    line's movements is what takes long."""
    is_open = When(order__status__in=HOLDING_STOCK, then=LEFT)
    lines = OrderLine.objects.alias(
        holds=Case(is_open, default=0), gone=-F("shipped_quantity")
    )
    own = MOVES.filter(
        reference=OuterRef("order__number"), variant=OuterRef("variant")
    ).annotate(sent_delta=Case(When(kind=Kind.SHIP, then="on_hand_delta"), default=0))
    differs = is_not_sum_of(
        own, by="reference", holds="reserved_delta", gone=F("sent_delta")
    )
    return lines.filter(differs)


@law("Every movement of stock does what its kind says.")
def moves_do_what_they_say(now: datetime) -> QuerySet[StockMove]:
    return MOVES.exclude(SOUND_MOVE)


@law("Every movement of stock names its cause: a line of an order, or a reason.")
def moves_name_their_cause(now: datetime) -> QuerySet[StockMove]:
    line = OrderLine.objects.filter(
        order__number=OuterRef("reference"), variant=OuterRef("variant")
    )
    for_orders = Q(kind__in=[Kind.RESERVE, Kind.RELEASE, Kind.SHIP])
    return MOVES.filter(
        (for_orders & ~Q(Exists(line))) | Q(kind=Kind.ADJUST, reason="")
    )
