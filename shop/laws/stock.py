"""Stock: the counters, the ledger and the orders tell the same story (domain §16.1)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from catalog.models import StockMove, Variant
from orders.models import Order, OrderLine, ShipmentLine
from orders.states import HOLDING_STOCK
from shop.laws.law import law, total

Kind = StockMove.Kind
MOVES = StockMove.objects.all()
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
    variants = Variant.objects.alias(
        there=total(MOVES, "on_hand_delta", of="variant"),
        promised=total(MOVES, "reserved_delta", of="variant"),
    )
    return variants.exclude(on_hand=F("there"), reserved=F("promised"))


@law("Reserved equals what open orders hold.")
def reserved_is_what_orders_hold(now: datetime) -> QuerySet[Variant]:
    variants = Variant.objects.alias(
        bought=total(HELD, "quantity", of="variant"),
        sent=total(HELD, "shipped_quantity", of="variant"),
        given_up=total(HELD, "cancelled_quantity", of="variant"),
    )
    return variants.exclude(reserved=F("bought") - F("sent") - F("given_up"))


@law("An open order holds its goods in the ledger; one that ended holds nothing.")
def each_order_holds_its_own(now: datetime) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.alias(held=_moved("reserved_delta"))
    left = F("quantity") - F("shipped_quantity") - F("cancelled_quantity")
    is_open = Q(order__status__in=HOLDING_STOCK)
    return lines.filter((is_open & ~Q(held=left)) | (~is_open & ~Q(held=0)))


@law("What a parcel holds left the warehouse once, and nothing else did.")
def parcels_left_the_warehouse(now: datetime) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.alias(
        left=_moved("on_hand_delta", kind=Kind.SHIP),
        sent=total(ShipmentLine.objects.all(), "quantity", of="line"),
    )
    return lines.exclude(left=-F("sent"))


@law("Every movement of stock does what its kind says.")
def moves_do_what_they_say(now: datetime) -> QuerySet[StockMove]:
    return MOVES.exclude(SOUND_MOVE)


@law("Every movement of stock names its cause: an order that exists, or a reason.")
def moves_name_their_cause(now: datetime) -> QuerySet[StockMove]:
    order = Order.objects.filter(number=OuterRef("reference"))
    for_orders = Q(kind__in=[Kind.RESERVE, Kind.RELEASE, Kind.SHIP])
    return MOVES.filter(
        (for_orders & ~Q(Exists(order))) | Q(kind=Kind.ADJUST, reason="")
    )


def _moved(delta: str, **which: str) -> Coalesce:
    """Σ of an order line's own movements."""
    own = MOVES.filter(
        reference=OuterRef("order__number"), variant=OuterRef("variant"), **which
    )
    sums = own.order_by().values("reference").annotate(sum=Sum(delta)).values("sum")
    return Coalesce(sums, 0)
