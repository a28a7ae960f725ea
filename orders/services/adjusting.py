"""The shop and the buyer agree on another price before it is paid."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders.agreed import AgreedLine, agreed_lines
from orders.errors import AlreadyAdjusted, BadAdjustment, IllegalMove
from orders.mails import tell
from orders.models import Order, OrderDiscount, OrderEvent
from orders.services.discounts import write_discounts
from orders.services.money import settle_free_order
from orders.states import Act, Actor, may_do
from promotions.lines import Discount
from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """So much off the goods, and what the freight costs instead."""

    reduction: Decimal
    shipping: Decimal
    reason: str


@transaction.atomic
def adjust_price(
    *, order_id: int, adjustment: Adjustment, now: datetime, actor_id: int | None
) -> Order:
    """Change what an unpaid order costs, once; every line keeps its share.

    The buyer gets the whole time to pay again, is told, and sees the reduction by
    name.  Payments closes open attempts first.  Raises IllegalMove,
    AlreadyAdjusted, BadAdjustment; then nothing changed.
    """
    order = Order.objects.locked().get(pk=order_id)
    check_adjustment(order, adjustment=adjustment, now=now)
    agreed = agreed_lines(
        order.lines.order_by("pk"),
        reduction=adjustment.reduction,
        shipping=adjustment.shipping,
    )
    before = order.total
    _write_reduction(order, agreed)
    _write_amounts(order, agreed, adjustment, now)
    order.events.create(
        kind=OrderEvent.Kind.PRICE,
        old=order.status,
        new=order.status,
        actor=Actor.STAFF,
        actor_user_id=actor_id,
        reason=adjustment.reason[:300],
        facts={"before": str(before), "after": str(order.total)},
        at=now,
    )
    tell(order, "price", now=now)
    if order.total == 0:
        settle_free_order(order, now=now)
    return order


def check_adjustment(order: Order, *, adjustment: Adjustment, now: datetime) -> None:
    """Changes nothing.  Raises what `adjust_price` would raise."""
    possible = may_do(Act.ADJUST_PRICE, order.status, Actor.STAFF)
    if not possible or order.pay_by <= now:
        raise IllegalMove(current=order.status, wanted=order.status)
    if order.price_adjusted_at is not None:
        raise AlreadyAdjusted
    net = order.goods_amount - order.discount_amount
    nothing = not adjustment.reduction and adjustment.shipping == order.shipping_amount
    if nothing or not 0 <= adjustment.reduction <= net or adjustment.shipping < 0:
        raise BadAdjustment


def _write_reduction(order: Order, agreed: list[AgreedLine]) -> None:
    with override(order.language):
        name = _("Price agreed with the shop")
    shares = tuple(one.off for one in agreed)
    discount = Discount(
        name=name,
        amount=sum(shares, ZERO),
        shares=shares,
        kind=OrderDiscount.Kind.AGREED,
    )
    lines = [one.line for one in agreed]
    write_discounts(order, lines=lines, discounts=[discount])


def _write_amounts(
    order: Order, agreed: list[AgreedLine], adjustment: Adjustment, now: datetime
) -> None:
    """Lines and order, each by one UPDATE that keeps its sum right."""
    for one in agreed:
        total, line = one.total, one.line
        line.discount_amount += one.off
        line.shipping_share, line.total = one.shipping, total
        line.save(update_fields=["discount_amount", "shipping_share", "total"])
    discount = sum((one.line.discount_amount for one in agreed), ZERO)
    pay_by = max(order.pay_by, now + settings.ORDER_UNPAID_AFTER)
    order.write(
        discount_amount=discount,
        shipping_amount=adjustment.shipping,
        total=order.goods_amount - discount + adjustment.shipping,
        price_adjusted_at=now,
        pay_by=pay_by,
        remind_at=now + (pay_by - now) * 2 / 3,
    )
