"""What each line of an order becomes at another price.  Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orders.models import OrderLine
from shop.kernel.money import split


@dataclass(frozen=True, kw_only=True)
class AgreedLine:
    """`off` comes on top of what the line was reduced by before; `shipping` replaces
    its share of the freight."""

    line: OrderLine
    off: Decimal
    shipping: Decimal

    @property
    def net(self) -> Decimal:
        return self.line.net - self.off

    @property
    def total(self) -> Decimal:
        return self.net + self.shipping


def agreed_lines(
    lines: Iterable[OrderLine], *, reduction: Decimal, shipping: Decimal
) -> list[AgreedLine]:
    """The reduction by what the lines cost, the freight by what they cost then."""
    rows = list(lines)
    off = split(reduction, [line.net for line in rows])
    left = [line.net - share for line, share in zip(rows, off, strict=True)]
    freight = split(shipping, left)
    return [
        AgreedLine(line=line, off=share, shipping=part)
        for line, share, part in zip(rows, off, freight, strict=True)
    ]
