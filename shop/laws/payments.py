"""Money: what came in, what went back, and who answers for it (domain §16.3 and 8)."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from orders.models import Order, OrderLine
from orders.states import OrderStatus
from payments.models import (
    GatewayEvent,
    MoneyCase,
    PaymentAttempt,
    Refund,
    RefundLine,
)
from payments.states import IN_FLIGHT, AttemptStatus, RefundStatus
from shop.laws.law import is_not_sum_of, law, total

ATTEMPTS = PaymentAttempt.objects.all()
LINES = OrderLine.objects.all()
UNDECIDED = MoneyCase.objects.filter(kind=MoneyCase.Kind.REFUND_FAILED, decided_at=None)
# A repeated refund speaks for the failed one; kept money is owed by nobody.
OWED = RefundLine.objects.exclude(
    refund__status=RefundStatus.FAILED, refund__case__decided_at__isnull=False
)
NO_MONEY = [OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED, OrderStatus.REFUNDED]
PROMPT = timedelta(minutes=5)


@law("What an order says was paid and refunded is what its attempts say.")
def order_knows_its_money(now: datetime) -> QuerySet[Order]:
    own = ATTEMPTS.filter(order=OuterRef("pk"))
    return Order.objects.filter(
        is_not_sum_of(own, by="order", captured="captured", refunded="refunded")
    )


@law(
    "What an attempt says was refunded is the sum of its refunds; a failed one is none."
)
def attempt_knows_its_refunds(now: datetime) -> QuerySet[PaymentAttempt]:
    sound = Refund.objects.exclude(status=RefundStatus.FAILED)
    own = sound.filter(attempt=OuterRef("pk"))
    return ATTEMPTS.filter(is_not_sum_of(own, by="attempt", refunded="amount"))


@law("Never more goes back than came in: 0 ≤ refunded ≤ captured.")
def refunds_within_captures(now: datetime) -> QuerySet[PaymentAttempt]:
    return ATTEMPTS.exclude(refunded__gte=0, refunded__lte=F("captured"))


@law(
    "A paid order keeps its total less what its lines gave back, and money that is "
    "still to be decided about."
)
def paid_orders_keep_what_is_owed(now: datetime) -> QuerySet[Order]:
    kept = F("captured") - F("refunded")
    owed = F("total") - kept + total(UNDECIDED, "amount", of="order")
    living = Order.objects.exclude(status__in=NO_MONEY).alias(owed=owed)
    own = LINES.filter(order=OuterRef("pk"))
    gave_back = F("refunded_amount") + F("refunded_shipping")
    return living.filter(is_not_sum_of(own, by="order", owed=gave_back))


@law("An order that is unpaid, cancelled or refunded keeps only undecided money.")
def ended_orders_keep_nothing(now: datetime) -> QuerySet[Order]:
    ended = Order.objects.filter(status__in=NO_MONEY)
    held = total(UNDECIDED, "amount", of="order")
    return ended.alias(held=held).exclude(held=F("captured") - F("refunded"))


@law("What a line gave back is the sum of its refunds, repeated ones counted once.")
def lines_know_their_refunds(now: datetime) -> QuerySet[OrderLine]:
    differs = is_not_sum_of(
        OWED.filter(line=OuterRef("pk")),
        by="line",
        refunded_quantity="quantity",
        refunded_amount="amount",
        refunded_shipping="shipping",
    )
    return LINES.filter(differs, order__total__gt=0)


@law("A refund of goods is the sum of its lines; one of surplus money has none.")
def refunds_are_the_sum_of_their_lines(now: datetime) -> QuerySet[Refund]:
    parts = RefundLine.objects.all()
    refunds = Refund.objects.alias(
        goods=total(parts, "amount", of="refund"),
        freight=total(parts, "shipping", of="refund"),
        has_lines=Exists(parts.filter(refund=OuterRef("pk"))),
    )
    causes = Refund.Cause
    of_goods = Q(cause__in=[causes.STAFF, causes.BUYER, causes.TEAM])
    return refunds.filter(
        (of_goods & ~Q(amount=F("goods") + F("freight")))
        | (~of_goods & Q(has_lines=True))
    )


@law("A refund is for lines of its own order.")
def refunds_stay_in_their_order(now: datetime) -> QuerySet[RefundLine]:
    return RefundLine.objects.exclude(line__order=F("refund__attempt__order"))


@law("A refund that failed for good has its case.")
def undecided_money_is_in_the_queue(now: datetime) -> QuerySet[Refund]:
    return Refund.objects.filter(status=RefundStatus.FAILED, case=None)


@law("An attempt whose capture differs from it has a case too.")
def disputes_are_in_the_queue(now: datetime) -> QuerySet[PaymentAttempt]:
    cases = MoneyCase.objects.filter(kind=MoneyCase.Kind.MISMATCH)
    has_one = Exists(cases.filter(attempt=OuterRef("pk")))
    return ATTEMPTS.filter(~has_one, status=AttemptStatus.DISPUTED)


@law("A refund is made again once at most, and only one that failed.")
def only_failed_refunds_are_repeated(now: datetime) -> QuerySet[Refund]:
    again = Refund.objects.filter(repeats__isnull=False)
    return again.exclude(repeats__status=RefundStatus.FAILED)


@law("Nobody agrees to a refund that they proposed themselves.")
def two_people_agree(now: datetime) -> QuerySet[Refund]:
    return Refund.objects.filter(approved_by=F("actor"))


@law("An order is paid when, and only when, one attempt settles it.")
def one_attempt_settles(now: datetime) -> QuerySet[Order]:
    settling = ATTEMPTS.filter(settles=True, order=OuterRef("pk"))
    number = settling.order_by().values("order").annotate(n=Count("pk")).values("n")
    orders = Order.objects.alias(settled=Coalesce(Subquery(number), 0))
    needs_one = Q(paid_at__isnull=False, total__gt=0)
    return orders.filter((needs_one & ~Q(settled=1)) | (~needs_one & ~Q(settled=0)))


@law(
    "Captured money is the attempt's own amount, with the gateway's number and a time."
)
def captures_are_complete(now: datetime) -> QuerySet[PaymentAttempt]:
    is_captured = Q(status=AttemptStatus.CAPTURED)
    whole = Q(
        captured=F("amount"), captured_at__isnull=False, currency=F("order__currency")
    )
    known = Q(trade_no__isnull=False) & ~Q(trade_no="")
    return ATTEMPTS.filter(
        (is_captured & ~(whole & known))
        | (~is_captured & ~Q(captured=0, settles=False))
    )


@law("A buyer is asked for the order's total, in its currency.")
def open_attempts_ask_for_the_total(now: datetime) -> QuerySet[PaymentAttempt]:
    return ATTEMPTS.open().exclude(
        amount=F("order__total"), currency=F("order__currency")
    )


@law("What settles an order is its total.")
def the_settling_amount_is_the_total(now: datetime) -> QuerySet[PaymentAttempt]:
    return ATTEMPTS.filter(settles=True).exclude(captured=F("order__total"))


@law("A refund on its way has a next try; one that ended has none.")
def refunds_are_never_forgotten(now: datetime) -> QuerySet[Refund]:
    on_its_way = Q(status__in=IN_FLIGHT)
    return Refund.objects.filter(
        (on_its_way & Q(next_try_at=None))
        | (~on_its_way & Q(next_try_at__isnull=False))
        | Q(status=RefundStatus.DONE, done_at=None)
    )


@law("A gateway's message that was worked on says what came of it.")
def events_have_an_outcome(now: datetime) -> QuerySet[GatewayEvent]:
    return GatewayEvent.objects.filter(processed_at__isnull=False, outcome="")


@law("A gateway's message is worked on within minutes.", is_promptness=True)
def events_are_settled_in_time(now: datetime) -> QuerySet[GatewayEvent]:
    return GatewayEvent.objects.unprocessed(now - PROMPT)


@law("A refund is tried when it is due.", is_promptness=True)
def refunds_are_sent_in_time(now: datetime) -> QuerySet[Refund]:
    return Refund.objects.due(now - PROMPT)
