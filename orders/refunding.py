"""What goes back for pieces of an order, from the figures frozen when it was placed.

Pure arithmetic.  A piece gives back its line's net price divided by its pieces,
rounded down to the cent; the last piece takes what is left, so all pieces together
give back exactly what was paid (domain §11).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from orders.models import OrderLine
from shop.kernel.money import ZERO, decimals, split


@dataclass(frozen=True, kw_only=True)
class LinePart:
    """So many pieces of a line and what goes back for them: for the goods, and of
    the line's share of the freight."""

    line_id: int
    quantity: int
    amount: Decimal = ZERO
    shipping: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.amount + self.shipping


def parts_for_pieces(
    lines: Iterable[OrderLine], pieces: Mapping[int, int], *, with_shipping: bool
) -> list[LinePart]:
    """`pieces` is `{line id: quantity}`; lines that are not named give nothing.

    With `with_shipping` each of them also gives back what is left of its share of
    the freight.
    """
    return [
        LinePart(
            line_id=line.pk,
            quantity=pieces[line.pk],
            amount=_goods_back(line, pieces[line.pk]),
            shipping=left_of_shipping(line) if with_shipping else ZERO,
        )
        for line in lines
        if pieces.get(line.pk, 0) > 0
    ]


def parts_for_amount(
    lines: Iterable[OrderLine], amount: Decimal, *, with_shipping: bool = False
) -> list[LinePart]:
    """A sum that goes back for no piece in particular, spread over what is left of
    the lines' goods and, with `with_shipping`, then of their freight.

    Raises ValueError for more than that.
    """
    rows = list(lines)
    goods = [left_of_goods(line) for line in rows]
    freight = [left_of_shipping(line) if with_shipping else ZERO for line in rows]
    if not 0 < amount <= sum(goods, ZERO) + sum(freight, ZERO):
        raise ValueError("No more can go back than is left.")
    of_goods = min(amount, sum(goods, ZERO))
    parts = [
        LinePart(line_id=line.pk, quantity=0, amount=share, shipping=extra)
        for line, share, extra in zip(
            rows, split(of_goods, goods), split(amount - of_goods, freight), strict=True
        )
    ]
    return [part for part in parts if part.total]


def everything_left(lines: Iterable[OrderLine]) -> list[LinePart]:
    """All that was paid and has not gone back yet, goods and freight."""
    parts = [
        LinePart(
            line_id=line.pk,
            quantity=line.left_to_refund,
            amount=left_of_goods(line),
            shipping=left_of_shipping(line),
        )
        for line in lines
    ]
    return [part for part in parts if part.quantity or part.total]


def left_of_goods(line: OrderLine) -> Decimal:
    return line.net - line.refunded_amount


def left_of_shipping(line: OrderLine) -> Decimal:
    return line.shipping_share - line.refunded_shipping


def _goods_back(line: OrderLine, quantity: int) -> Decimal:
    left = left_of_goods(line)
    if quantity >= line.left_to_refund:
        return left
    cent = Decimal(1).scaleb(-decimals())
    each = (line.net / line.quantity).quantize(cent, ROUND_DOWN)
    return min(each * quantity, left)
