"""What an order asks of promotions, and what it tells them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from cart.quote import Quote
from catalog.stock import release_stock
from orders.models import Order, OrderLine
from orders.pieces import by_variant
from promotions.promises import Bill, BillLine, Receipt
from promotions.registry import free_promised, hold_promises
from promotions.wishes import Deal, Shopper
from shop.kernel.money import ZERO


def bill_of(
    number: str, *, shopper: Shopper, deals: Mapping[int, Deal], quote: Quote
) -> Bill:
    """What promotions are asked with; changes nothing.  `deals` are those that gave
    lines their price, `{key: …}`."""
    return Bill(
        number=number,
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


def free_pieces(
    order: Order, *, pieces: Iterable[tuple[OrderLine, int]], now: datetime
) -> None:
    """Pieces of an order's lines are given up: the stock has them again, and then the
    campaigns what was bought through them; a gift of the same variant is not theirs.
    The caller holds the order."""
    given_up = [(line, number) for line, number in pieces if number]
    if not given_up:
        return
    freed = by_variant((line.variant_id, number) for line, number in given_up)
    theirs = by_variant(
        (line.variant_id, number) for line, number in given_up if not line.is_gift
    )
    hold_promises(order.promises, order.number)
    release_stock(freed, reference=order.number, now=now)
    free_promised(order.promises, order.number, freed=theirs, now=now)


def receipt_of(order: Order) -> Receipt:
    """What came of it so far; what has gone back is read anew."""
    returned = order.lines.aggregate(sum=Sum("refunded_amount"))["sum"]
    return Receipt(
        number=order.number,
        owner_id=order.owner_id,
        goods=order.goods_amount - order.discount_amount,
        returned=returned if isinstance(returned, Decimal) else ZERO,
    )
