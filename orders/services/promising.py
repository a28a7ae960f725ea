"""What an order asks of promotions, and what it tells them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from cart.quote import Quote
from orders.models import Order
from promotions.promises import Bill, BillLine, Receipt
from promotions.registry import take_promises
from promotions.wishes import Deal, Shopper
from shop.kernel.money import ZERO


def bill_of(
    order: Order, *, shopper: Shopper, deals: Mapping[int, Deal], quote: Quote
) -> Bill:
    """What promotions are asked with; changes nothing.  `deals` are those that gave
    lines their price, `{key: …}`."""
    return Bill(
        number=order.number,
        shopper=shopper,
        lines=tuple(
            BillLine(
                key=line.key,
                variant_id=line.variant_id,
                quantity=line.quantity,
                net=line.net,
                deal=deals.get(line.key),
            )
            for line in quote.lines
        ),
        coupon_id=quote.coupon_id,
        points=quote.points,
    )


def take_for(
    order: Order, *, bill: Bill, after_stock: bool, now: datetime
) -> dict[int, int]:
    """Take what this order is to hold and write down of which kinds that is.

    Returns the stock that came with it.  Raises DomainErrors.
    """
    names, stock = take_promises(bill, after_stock=after_stock, now=now)
    if names:
        order.write(promises=f"{order.promises} {names}".strip())
    return stock


def receipt_of(order: Order) -> Receipt:
    """What came of it so far; what has gone back is read anew."""
    returned = order.lines.aggregate(sum=Sum("refunded_amount"))["sum"]
    return Receipt(
        number=order.number,
        owner_id=order.owner_id,
        goods=order.goods_amount - order.discount_amount,
        returned=returned if isinstance(returned, Decimal) else ZERO,
    )
