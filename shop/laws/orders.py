"""Orders: sums to the cent, states that their log explains (domain §16.2 and 7)."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Window
from django.db.models.functions import Coalesce, Lag

from orders.models import (
    DiscountShare,
    Invoice,
    InvoiceSeries,
    Order,
    OrderDiscount,
    OrderEvent,
    OrderLine,
    ShipmentLine,
)
from orders.states import MOVERS, OrderStatus
from shop.laws.law import is_not_sum_of, law, total

LINES = OrderLine.objects.all()
S = OrderStatus
GONE = [S.SHIPPED, S.RECEIVED, S.COMPLETED]
# A time-out waits ten minutes for a gateway that is away, and two for the sweep.
SLACK = timedelta(minutes=12)
CLOCKS_DISAGREE = timedelta(minutes=1)
STEPS = ["placed_at", "paid_at", "shipped_at", "received_at", "completed_at"]


@law("An order's total is goods − discount + freight, and never negative.")
def order_total_adds_up(now: datetime) -> QuerySet[Order]:
    return Order.objects.exclude(
        total=F("goods_amount") - F("discount_amount") + F("shipping_amount"),
        total__gte=0,
    )


@law("An order's amounts are the sums of its lines, to the cent.")
def order_is_the_sum_of_its_lines(now: datetime) -> QuerySet[Order]:
    own = LINES.filter(order=OuterRef("pk"))
    does_not = is_not_sum_of(
        own,
        by="order",
        goods_amount=F("unit_price") * F("quantity"),
        discount_amount="discount_amount",
        shipping_amount="shipping_share",
        total="total",
    )
    return Order.objects.filter(does_not | ~Exists(own))


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
    move = OrderEvent.Kind.MOVE
    allowed = Q(kind=move, old="", new=S.PENDING_PAYMENT)
    allowed |= ~Q(kind=move) & Q(old=F("new"))
    for old, targets in MOVERS.items():
        for new, actors in targets.items():
            allowed |= Q(kind=move, old=old, new=new, actor__in=actors)
    return OrderEvent.objects.exclude(allowed)


@law("An order that was paid, shipped or cancelled says when.")
def states_have_their_times(now: datetime) -> QuerySet[Order]:
    was_paid = ~Q(status__in=[S.PENDING_PAYMENT, S.CANCELLED])
    return Order.objects.filter(
        (was_paid & Q(paid_at=None))
        | Q(status=S.PENDING_PAYMENT, paid_at__isnull=False)
        | Q(status__in=GONE, shipped_at=None)
        | Q(status=S.CANCELLED, cancelled_at=None)
        | Q(status=S.RECEIVED, received_at=None)
        | Q(status=S.COMPLETED, completed_at=None)
    )


@law("Nothing happens to an order before what has to come first.")
def times_follow_each_other(now: datetime) -> QuerySet[Order]:
    """Where clocks of several machines disagree a little, nothing is wrong."""
    broken = Q()
    for first, then in pairwise(STEPS):
        broken |= Q(**{f"{then}__lt": F(first) - CLOCKS_DISAGREE})
    return Order.objects.filter(broken)


@law("What a line counts as sent is in its parcels.")
def parcels_hold_what_was_sent(now: datetime) -> QuerySet[OrderLine]:
    own = ShipmentLine.objects.filter(line=OuterRef("pk"))
    return LINES.filter(is_not_sum_of(own, by="line", shipped_quantity="quantity"))


@law("Sent and given up is never more than was bought; a shipped order has no rest.")
def shipped_orders_have_no_rest(now: datetime) -> QuerySet[OrderLine]:
    gone = F("shipped_quantity") + F("cancelled_quantity")
    return LINES.alias(gone=gone).filter(
        Q(gone__gt=F("quantity")) | Q(order__status__in=GONE, gone__lt=F("quantity"))
    )


@law("Every reduction of an order has a name, and its lines' shares add up to it.")
def discounts_are_the_sum_of_their_shares(now: datetime) -> QuerySet[OrderDiscount]:
    own = DiscountShare.objects.filter(discount=OuterRef("pk"))
    return OrderDiscount.objects.filter(
        is_not_sum_of(own, by="discount", amount="amount")
    )


@law("What a line was reduced by is the sum of its shares of named reductions.")
def line_reductions_are_named(now: datetime) -> QuerySet[OrderLine]:
    own = DiscountShare.objects.filter(line=OuterRef("pk"))
    return LINES.filter(is_not_sum_of(own, by="line", discount_amount="amount"))


@law("A share is of a reduction of its line's own order.")
def shares_stay_in_their_order(now: datetime) -> QuerySet[DiscountShare]:
    return DiscountShare.objects.exclude(line__order=F("discount__order"))


@law("A parcel holds lines of its own order.")
def parcels_stay_in_their_order(now: datetime) -> QuerySet[ShipmentLine]:
    return ShipmentLine.objects.exclude(line__order=F("shipment__order"))


@law("No line gives back more pieces or money than was bought and paid.")
def lines_give_back_what_was_paid(now: datetime) -> QuerySet[OrderLine]:
    net = F("unit_price") * F("quantity") - F("discount_amount")
    return LINES.exclude(
        refunded_quantity__lte=F("quantity"),
        refunded_amount__gte=0,
        refunded_amount__lte=net,
        refunded_shipping__gte=0,
        refunded_shipping__lte=F("shipping_share"),
    )


@law("An order that is on its way, or received, says until when.")
def deadlines_are_set(now: datetime) -> QuerySet[Order]:
    return Order.objects.filter(
        Q(status=S.SHIPPED, receive_by=None) | Q(status=S.RECEIVED, complete_at=None)
    )


@law("An invoice's amounts add up, and its credit notes take back no more than it.")
def credit_notes_within_invoice(now: datetime) -> QuerySet[Invoice]:
    notes = Invoice.objects.filter(kind=Invoice.Kind.CREDIT_NOTE)
    back = total(notes, "total", of="credits")
    return Invoice.objects.alias(back=back).exclude(
        total=F("net") + F("tax"), total__gte=F("back")
    )


@law("An invoice, less its credit notes, says what the order's lines keep.")
def invoices_say_what_is_kept(now: datetime) -> QuerySet[Invoice]:
    """One that was taken back whole says nothing."""
    notes = Invoice.objects.filter(kind=Invoice.Kind.CREDIT_NOTE)
    said = F("total") - total(notes, "total", of="credits")
    kept = total(LINES, "total", of="order", to="order")
    kept -= total(LINES, "refunded_amount", of="order", to="order")
    kept -= total(LINES, "refunded_shipping", of="order", to="order")
    invoices = Invoice.objects.filter(kind=Invoice.Kind.INVOICE)
    return (
        invoices.alias(said=said, kept=kept).filter(said__gt=0).exclude(said=F("kept"))
    )


@law("Invoices and credit notes are numbered without a gap.")
def invoice_numbers_have_no_gap(now: datetime) -> QuerySet[InvoiceSeries]:
    """A series that has given out another number than there are documents."""
    own = Invoice.objects.filter(number__startswith=OuterRef("prefix")).order_by()
    number = own.values(one=Value(1)).annotate(n=Count("pk")).values("n")
    series = InvoiceSeries.objects.alias(written=Coalesce(Subquery(number), 0))
    return series.exclude(last=F("written"))


@law("No order holds stock unpaid beyond its time.", is_promptness=True)
def unpaid_orders_end_in_time(now: datetime) -> QuerySet[Order]:
    return Order.objects.overdue(now - SLACK)


@law("Silent orders are received and completed in time.", is_promptness=True)
def silent_orders_move_on(now: datetime) -> QuerySet[Order]:
    before = now - timedelta(hours=1)
    return Order.objects.to_receive(before) | Order.objects.to_complete(before)
