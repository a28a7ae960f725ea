"""The one place where a price is made: cart, checkout, order and API all ask here.

The steps, in this order (domain §4): unit price, discounts, freight, total.
Pure arithmetic: the caller has read prices and the freight tariff.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cart.freight import NOTHING, Consignment
from promotions.lines import Discount, PricedLine, share_of
from shop.kernel.money import ZERO, split

FeeFor = Callable[[Consignment], Decimal]
Rule = Callable[[Sequence[PricedLine]], Discount | None]


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    """One line with its parts of the order's amounts."""

    key: int
    variant_id: int
    quantity: int
    list_price: Decimal
    unit_price: Decimal
    discount: Decimal
    shipping_share: Decimal

    @property
    def goods(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount + self.shipping_share


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What an order would cost, and what would be sent.  Raises ValueError when its
    parts do not add up."""

    lines: tuple[QuotedLine, ...]
    discounts: tuple[Discount, ...]
    goods: Decimal
    discount: Decimal
    shipping: Decimal
    total: Decimal
    sent: Consignment = NOTHING

    def __post_init__(self) -> None:
        parts = sum((line.total for line in self.lines), ZERO)
        if (
            self.lines
            and not parts == self.total == self.goods - self.discount + self.shipping
        ):
            raise ValueError("The parts of a quote add up to its total.")
        if self.total < 0 or any(line.total < 0 for line in self.lines):
            raise ValueError("A quote is never negative.")


def make_quote(
    lines: Sequence[PricedLine],
    *,
    fee_for: FeeFor | None = None,
    rules: Sequence[Rule] = (),
) -> Quote:
    """Price these lines.  Without `fee_for` (no address yet) freight is left out."""
    goods = sum((line.goods for line in lines), ZERO)
    discounts = tuple(found for rule in rules if (found := rule(lines)))
    taken = [share_of(discounts, position) for position in range(len(lines))]
    net = [line.goods - share for line, share in zip(lines, taken, strict=True)]
    sent = Consignment(
        goods=sum(net, ZERO),
        pieces=sum(line.quantity for line in lines),
        grams=sum(line.grams for line in lines),
    )
    shipping = fee_for(sent) if fee_for and lines else ZERO
    freight = split(shipping, net) if lines else []
    quoted = tuple(
        QuotedLine(
            key=line.key,
            variant_id=line.variant_id,
            quantity=line.quantity,
            list_price=line.list_price,
            unit_price=line.unit_price,
            discount=share,
            shipping_share=part,
        )
        for line, share, part in zip(lines, taken, freight, strict=True)
    )
    discount = sum(taken, ZERO)
    return Quote(
        lines=quoted,
        discounts=discounts,
        goods=goods,
        discount=discount,
        shipping=shipping,
        total=goods - discount + shipping,
        sent=sent,
    )
