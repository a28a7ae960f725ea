"""Orders: sums to the cent, states that their log explains (domain §16.2 and 7)."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Window
from django.db.models.functions import Coalesce, Lag

from orders.models import Order, OrderEvent, OrderLine, ShipmentLine
from orders.states import MOVES, OrderStatus
from shop.kernel.fields import AmountField
from shop.laws.law import law, total

LINES = OrderLine.objects.all()
S = OrderStatus
GONE = [S.SHIPPED, S.RECEIVED, S.COMPLETED]
# A time-out waits ten minutes for a gateway that is away, and two for the sweep.
SLACK = timedelta(minutes=12)


@law("An order's total is goods − discount + freight, and never negative.")
def order_total_adds_up(now: datetime) -> QuerySet[Order]:
    return Order.objects.exclude(
        total=F("goods_amount") - F("discount_amount") + F("shipping_amount"),
        total__gte=0,
    )


@law("An order's amounts are the sums of its lines, to the cent.")
def order_is_the_sum_of_its_lines(now: datetime) -> QuerySet[Order]:
    orders = Order.objects.alias(
        goods=_goods(),
        discounts=total(LINES, "discount_amount", of="order"),
        freight=total(LINES, "shipping_share", of="order"),
        paid_for=total(LINES, "total", of="order"),
        has_lines=Exists(LINES.filter(order=OuterRef("pk"))),
    )
    return orders.exclude(
        goods_amount=F("goods"),
        discount_amount=F("discounts"),
        shipping_amount=F("freight"),
        total=F("paid_for"),
        has_lines=True,
    )


@law("A line's parts add up, and none is more than the line.")
def line_adds_up(now: datetime) -> QuerySet[OrderLine]:
    goods = F("unit_price") * F("quantity")
    return LINES.exclude(
        total=goods - F("discount_amount") + F("shipping_share"),
        unit_price__gte=0,
        discount_amount__gte=0,
        discount_amount__lte=goods,
        shipping_share__gte=0,
    )


@law("An order is in the state that its log ends with.")
def state_is_the_end_of_the_log(now: datetime) -> QuerySet[Order]:
    events = OrderEvent.objects.filter(order=OuterRef("pk")).order_by("-pk")
    last = Coalesce(Subquery(events.values("new")[:1]), Value(""))
    return Order.objects.alias(last=last).exclude(status=F("last"))


@law("Each event of an order starts where the one before ended.")
def log_has_no_gap(now: datetime) -> QuerySet[OrderEvent]:
    before = Window(Lag("new", default=Value("")), partition_by="order", order_by="pk")
    return OrderEvent.objects.alias(before=before).exclude(old=F("before"))


@law("Orders move along the table of moves only.")
def log_follows_the_table(now: datetime) -> QuerySet[OrderEvent]:
    allowed = Q(old="", new=S.PENDING_PAYMENT) | Q(old=F("new"))
    for old, news in MOVES.items():
        allowed |= Q(old=old, new__in=news)
    return OrderEvent.objects.exclude(allowed)


@law("An order that was paid, shipped or cancelled says when.")
def states_have_their_times(now: datetime) -> QuerySet[Order]:
    was_paid = ~Q(status__in=[S.PENDING_PAYMENT, S.CANCELLED])
    return Order.objects.filter(
        (was_paid & Q(paid_at=None))
        | Q(status=S.PENDING_PAYMENT, paid_at__isnull=False)
        | Q(status__in=GONE, shipped_at=None)
        | Q(status=S.CANCELLED, cancelled_at=None)
    )


@law("A shipped order is in its parcels whole; no parcel holds more than was bought.")
def parcels_hold_what_was_bought(now: datetime) -> QuerySet[OrderLine]:
    sent = total(ShipmentLine.objects.all(), "quantity", of="line")
    return LINES.alias(sent=sent).filter(
        Q(sent__gt=F("quantity")) | Q(order__status__in=GONE, sent__lt=F("quantity"))
    )


@law("No order holds stock unpaid beyond its time.", is_promptness=True)
def unpaid_orders_end_in_time(now: datetime) -> QuerySet[Order]:
    return Order.objects.overdue(now - SLACK)


def _goods() -> Coalesce:
    own = LINES.filter(order=OuterRef("pk")).order_by().values("order")
    product = Sum(F("unit_price") * F("quantity"), output_field=AmountField())
    sums = Subquery(own.annotate(sum=product).values("sum"))
    return Coalesce(sums, 0, output_field=AmountField())
