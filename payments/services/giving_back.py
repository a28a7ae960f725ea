"""What of an order goes back: all of it, some pieces, or a sum."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from orders import services as orders
from orders.errors import NotThatMany
from orders.models import Order, OrderEvent, OrderLine
from orders.refunding import (
    LinePart,
    everything_left,
    left_of_goods,
    left_of_shipping,
    parts_for_amount,
    parts_for_pieces,
)
from orders.services.shipping import close_shipping
from orders.states import Act, Actor, OrderStatus, may_do
from payments.errors import MoreThanLeft, NothingToRefund
from payments.models import PaymentAttempt, Refund
from payments.services.refunding import Why, request_refund
from payments.wishes import Wish
from shop.kernel.money import ZERO


def parts_of(order: Order, *, wish: Wish) -> list[LinePart]:
    """What goes back for a wish, from the frozen figures.  Two queries at most.

    Where nothing was sent and no piece that cost anything is left, the freight goes
    back too, and what came free with the goods stays here.  Raises
    NotThatMany, MoreThanLeft, NothingToRefund.
    """
    lines = list(order.lines.order_by("pk"))
    parts = everything_left(lines) if wish.is_everything else _wanted(lines, wish)
    if _is_unsent(order) and _leaves_no_piece(lines, parts):
        parts = everything_left(lines)
    if sum((part.total for part in parts), ZERO) == _left(lines):
        parts = everything_left(lines)
    if not sum((part.total for part in parts), ZERO):
        raise NothingToRefund
    return parts


@transaction.atomic
def refund_order(
    *, order_id: int, now: datetime, why: Why, wish: Wish | None = None
) -> Refund:
    """Give back what is wished for; pieces that were not sent yet stay here.

    An order all of whose money goes back is closed: cancelled before shipping,
    refunded after.  Raises IllegalMove, NotThatMany, NothingToRefund; then nothing
    changed.
    """
    order = Order.objects.locked().get(pk=order_id)
    if not may_do(Act.REFUND, order.status, Actor.STAFF):
        raise NothingToRefund
    parts = parts_of(order, wish=wish or Wish())
    refund = take_parts(order, parts=parts, why=why, now=now)
    lines = list(order.lines.order_by("pk"))
    if not _left(lines):
        orders.refund_order_whole(
            order_id=order_id,
            amount=refund.amount,
            now=now,
            actor_id=why.actor_id,
            reason=why.reason,
        )
        return refund
    _note_part(order, refund, now)
    close_shipping(order, now=now, actor_id=why.actor_id)
    orders.tell(
        order, f"partly-{refund.pk}", template="partly", now=now, amount=refund.amount
    )
    return refund


def take_parts(
    order: Order, *, parts: Iterable[LinePart], why: Why, now: datetime
) -> Refund:
    """Ask for the money of these parts, count them on the order's lines and correct
    its invoice.

    The caller holds the order's row.  Raises NotThatMany, NothingToRefund.
    """
    parts = list(parts)
    attempts = PaymentAttempt.objects.locked().filter(order=order, settles=True)
    attempt = attempts.first()
    if attempt is None:
        raise NothingToRefund
    refund = request_refund(
        attempt=attempt,
        amount=sum((part.total for part in parts), ZERO),
        why=replace(why, parts=parts),
        now=now,
    )
    by_line = {part.line_id: part for part in parts}
    orders.give_up_pieces(order, parts=by_line, now=now)
    orders.credit_refund(
        order,
        refund_number=refund.number,
        parts=by_line,
        now=now,
        reason=why.reason,
    )
    return refund


def _wanted(lines: list[OrderLine], wish: Wish) -> list[LinePart]:
    if wish.amount is not None:
        return _for_a_sum(lines, wish, wish.amount)
    by_id = {line.pk: line for line in lines}
    for pk, quantity in wish.pieces.items():
        if pk not in by_id or not 0 <= quantity <= by_id[pk].left_to_refund:
            raise NotThatMany
    return parts_for_pieces(lines, wish.pieces, with_shipping=wish.with_shipping)


def _for_a_sum(lines: list[OrderLine], wish: Wish, amount: Decimal) -> list[LinePart]:
    if wish.pieces:
        raise ValueError("Pieces or a sum, not both.")
    if amount <= 0:
        raise NothingToRefund
    left = sum((left_of_goods(line) for line in lines), ZERO)
    left = _left(lines) if wish.with_shipping else left
    if amount > left:
        raise MoreThanLeft(left=left)
    return parts_for_amount(lines, amount, with_shipping=wish.with_shipping)


def _left(lines: Iterable[OrderLine]) -> Decimal:
    return sum((left_of_goods(line) + left_of_shipping(line) for line in lines), ZERO)


def _is_unsent(order: Order) -> bool:
    unsent = (OrderStatus.AWAITING_SHIPMENT, OrderStatus.AWAITING_TEAM)
    return order.status in unsent


def _leaves_no_piece(lines: list[OrderLine], parts: list[LinePart]) -> bool:
    back = {part.line_id: part.quantity for part in parts}
    has_cost = any(part.amount for part in parts)
    return all(
        back.get(line.pk, 0) == line.left_to_refund or (has_cost and not line.net)
        for line in lines
    )


def _note_part(order: Order, refund: Refund, now: datetime) -> None:
    order.events.create(
        kind=OrderEvent.Kind.PARTLY,
        old=order.status,
        new=order.status,
        actor=Actor.STAFF,
        actor_user_id=refund.actor_id,
        reason=refund.reason,
        facts={"amount": str(refund.amount)},
        at=now,
    )
