"""Reductions of an order, written down line by line."""

from collections.abc import Sequence

from orders.models import DiscountShare, Order, OrderDiscount, OrderLine
from promotions.lines import Discount


def write_discounts(
    order: Order, *, lines: Sequence[OrderLine], discounts: Sequence[Discount]
) -> None:
    """Keep each discount's name and what each line had of it.

    Shares are in the order of the lines.  Runs in the caller's transaction.
    """
    for discount in discounts:
        if discount.amount == 0:
            continue
        row = OrderDiscount.objects.create(
            order=order,
            kind=OrderDiscount.Kind(discount.kind),
            name=discount.name[:120],
            amount=discount.amount,
            source=discount.source,
        )
        DiscountShare.objects.bulk_create(
            DiscountShare(discount=row, line=line, amount=share)
            for line, share in zip(lines, discount.shares, strict=True)
            if share
        )
