"""Changes that no service would make: one figure, and what else repeats it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Model, QuerySet

from catalog.models import StockMove, Variant
from orders.models import (
    DiscountShare,
    Order,
    OrderDiscount,
    OrderLine,
    ShipmentLine,
)
from orders.states import OrderStatus as S
from payments.models import (
    MoneyCase,
    PaymentAttempt,
    Refund,
    RefundLine,
    Statement,
    StatementLine,
)
from payments.states import RefundStatus
from promotions.models import PointsEntry, ScheduledPrice
from tests.accounts.factories import make_user
from tests.conftest import NOON

Kind = StockMove.Kind
LATE = NOON - timedelta(hours=2)


def one(model: type[Model], **which: Any) -> QuerySet[Any]:
    """A queryset of exactly one row, to break."""
    rows = model._default_manager
    return rows.filter(pk=rows.filter(**which).order_by("pk")[0].pk)


def add(rows: QuerySet[Any], number: int, *columns: str) -> None:
    """Of money the smallest piece there is."""
    rows.update(**{column: F(column) + number for column in columns})


# --- stock ----------------------------------------------------------------------------


def promise_more_than_there_is() -> None:
    """As if less had been received."""
    shelf = one(Variant, reserved__gt=0)
    variant = shelf.get()
    too_much = variant.on_hand - variant.reserved + 1
    add(shelf, -too_much, "on_hand")
    received = one(StockMove, variant=variant, kind=Kind.RECEIVE)
    add(received, -too_much, "on_hand_delta")


def plan_the_same_sale_twice() -> None:
    sale = ScheduledPrice.objects.get()
    sale.pk = None
    sale.save(force_insert=True)


def hold_for_a_stranger() -> None:
    """In the name of an order that has no such line."""
    variant = one(Variant).get()
    strangers = Order.objects.exclude(lines__variant=variant).order_by("pk")
    StockMove.objects.create(
        variant=variant,
        kind=Kind.RESERVE,
        reserved_delta=1,
        reference=strangers[0].number,
        at=NOON,
    )
    add(one(Variant, pk=variant.pk), 1, "reserved")


def let_one_order_hold_for_another() -> None:
    released = one(StockMove, kind=Kind.RELEASE)
    others = Order.objects.filter(
        status=S.AWAITING_SHIPMENT, lines__variant=released.get().variant_id
    )
    released.update(reference=others.order_by("pk")[0].number)


def ship_what_was_not_bought() -> None:
    """Received, held and sent, so that all counters agree."""
    variant = one(Variant).get()
    strangers = Order.objects.exclude(lines__variant=variant).order_by("pk")
    add(one(StockMove, variant=variant, kind=Kind.RECEIVE), 1, "on_hand_delta")
    for kind, on_hand, reserved in ((Kind.RESERVE, 0, 1), (Kind.SHIP, -1, -1)):
        StockMove.objects.create(
            variant=variant,
            kind=kind,
            on_hand_delta=on_hand,
            reserved_delta=reserved,
            reference=strangers[0].number,
            at=NOON,
        )


# --- orders ---------------------------------------------------------------------------


def two_lines() -> tuple[QuerySet[OrderLine], QuerySet[OrderLine]]:
    """Of one order that was reduced."""
    order = OrderDiscount.objects.earliest("pk").order
    first, second = order.lines.order_by("pk").values_list("pk", flat=True)
    return one(OrderLine, pk=first), one(OrderLine, pk=second)


def shift_between_lines() -> None:
    first, second = two_lines()
    add(first, 1, "total")
    add(second, -1, "total")


def shift_between_shares() -> None:
    first, second = two_lines()
    add(one(DiscountShare, line=first.get()), 1, "amount")
    add(one(DiscountShare, line=second.get()), -1, "amount")


def receive_without_a_word() -> None:
    later = NOON + timedelta(days=1)
    one(Order, status=S.SHIPPED).update(
        status=S.RECEIVED, received_at=NOON, complete_at=later
    )


def share_in_another_order() -> None:
    share = one(DiscountShare)
    other = OrderLine.objects.exclude(order=share.get().discount.order)
    share.update(line=other.order_by("pk")[0])


def pack_into_another_order() -> None:
    packed = one(ShipmentLine)
    others = ShipmentLine.objects.exclude(shipment=packed.get().shipment)
    packed.update(shipment=others.order_by("pk")[0].shipment)


def give_back_more_pieces_than_bought() -> None:
    part = one(RefundLine)
    add(one(OrderLine, pk=part.get().line_id), 100, "refunded_quantity")
    add(part, 100, "quantity")


# --- money ----------------------------------------------------------------------------


def surplus() -> Refund:
    return Refund.objects.get(cause=Refund.Cause.SURPLUS)


def give_back(refund: Refund, more: int) -> None:
    """Refund, attempt and order say so."""
    add(one(Refund, pk=refund.pk), more, "amount")
    add(one(PaymentAttempt, pk=refund.attempt_id), more, "refunded")
    add(one(Order, pk=refund.attempt.order_id), more, "refunded")


def keep_some_of_an_ended_order() -> None:
    part = RefundLine.objects.filter(line__order__status=S.CANCELLED).earliest("pk")
    give_back(part.refund, -1)
    add(one(RefundLine, pk=part.pk), -1, "amount")
    add(one(OrderLine, pk=part.line_id), -1, "refunded_amount")


def shift_between_attempts() -> None:
    attempts = PaymentAttempt.objects.filter(order=surplus().attempt.order)
    first, second = attempts.order_by("pk").values_list("pk", flat=True)
    add(one(PaymentAttempt, pk=first), 1, "refunded")
    add(one(PaymentAttempt, pk=second), -1, "refunded")


def settle_with_too_much() -> None:
    """And pay the rest back at once."""
    attempt = PaymentAttempt.objects.filter(settles=True).earliest("pk")
    add(one(PaymentAttempt, pk=attempt.pk), 1, "amount", "captured", "refunded")
    add(one(Order, pk=attempt.order_id), 1, "captured", "refunded")
    refund = Refund.objects.create(
        attempt=attempt,
        number="R-more",
        cause=Refund.Cause.SURPLUS,
        status=RefundStatus.DONE,
        amount=1,
        requested_at=NOON,
        done_at=NOON,
    )
    Refund.objects.filter(pk=refund.pk).update(amount=F("amount") / 100)


def empty_part(refund: Refund, line: OrderLine) -> None:
    RefundLine.objects.create(
        refund=refund, line=line, quantity=0, amount=0, shipping=0
    )


def name_a_line_for_surplus() -> None:
    refund = surplus()
    empty_part(refund, refund.attempt.order.lines.earliest("pk"))


def refund_a_line_of_another_order() -> None:
    refund = RefundLine.objects.earliest("pk").refund
    others = OrderLine.objects.exclude(order=refund.attempt.order)
    empty_part(refund, others.earliest("pk"))


def repeat_what_did_not_fail() -> None:
    done = Refund.objects.filter(status=RefundStatus.DONE).earliest("pk")
    one(Refund, status=RefundStatus.REQUESTED).update(repeats=done)


def agree_with_oneself() -> None:
    somebody = make_user()
    one(Refund).update(actor=somebody, approved_by=somebody)


def take_a_case_for_another_attempt() -> None:
    case = one(MoneyCase, kind=MoneyCase.Kind.MISMATCH)
    others = PaymentAttempt.objects.exclude(pk=case.get().attempt_id)
    case.update(attempt=others.earliest("pk"))


# --- gateways' own books ------------------------------------------------------------------


def read_statement(day: datetime) -> Statement:
    starts_at = day.replace(hour=0)
    return Statement.objects.create(
        gateway="demo",
        day=day.date(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=1),
        state=Statement.State.READ,
        asked_at=NOON,
        read_at=NOON,
    )


def read_a_row_that_is_in_no_book() -> None:
    """Of a day on which nothing else happened."""
    day = NOON - timedelta(days=3)
    read_statement(day).lines.create(
        kind=StatementLine.Kind.PAYMENT,
        number="X",
        amount=1,
        currency="CNY",
        happened_at=day,
    )


def read_a_statement_without_our_money() -> None:
    read_statement(NOON)


def read_a_statement_without_our_refund() -> None:
    """Of a day on which nothing else happened."""
    day = NOON - timedelta(days=3)
    read_statement(day)
    one(Refund, status=RefundStatus.DONE, by_hand=False).update(done_at=day)


# --- promotions -----------------------------------------------------------------------


def keep_points_of_an_ended_order() -> None:
    """The member still has the same number of them."""
    one(PointsEntry, kind=PointsEntry.Kind.RETURN).update(
        reference=_order_with_points()
    )


def _order_with_points() -> str:
    open_ones = Order.objects.filter(promises="points", status=S.PENDING_PAYMENT)
    return open_ones.values_list("number", flat=True).earliest("pk")


def redeem_for_a_stranger() -> None:
    entry = one(PointsEntry, kind=PointsEntry.Kind.EARN)
    entry.update(reference="nobody's")
