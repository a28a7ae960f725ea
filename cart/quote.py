"""The one place where a price is made: cart, checkout, order and API all ask here.

The steps, in this order (domain §4): unit price, automatic offers, one coupon, points,
freight, total.  Pure arithmetic: the caller has read prices, campaigns and the
freight tariff.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from cart.freight import NOTHING, Consignment
from promotions.lines import (
    Discount,
    Gift,
    Hint,
    Outcome,
    PricedLine,
    Step,
    WeighsFreight,
    order_of,
    share_of,
)
from shop.kernel.money import ZERO, split

T = TypeVar("T")
FeeFor = Callable[[Consignment], Decimal]


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
    price_name: str = ""

    @property
    def goods(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def net(self) -> Decimal:
        return self.goods - self.discount

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount + self.shipping_share


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What an order would cost, and what would be sent.  `free_delivery`: by the name
    of which campaign, `freight_spared`: what it would cost else; `coupon_id` and `points` are used up by it; `hints` say what is
    missing for more.  Raises ValueError when its parts do not add up."""

    lines: tuple[QuotedLine, ...]
    discounts: tuple[Discount, ...]
    goods: Decimal
    discount: Decimal
    shipping: Decimal
    total: Decimal
    sent: Consignment = NOTHING
    gifts: tuple[Gift, ...] = ()
    free_delivery: str = ""
    free_delivery_source: str = ""
    freight_spared: Decimal = ZERO
    coupon_id: int | None = None
    points: int = 0
    hints: tuple[Hint, ...] = ()

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
    steps: Sequence[Step] = (),
) -> Quote:
    """Price these lines.  Without `fee_for` (no address yet) freight is left out.

    They are priced in the order of what they are, so that the odd cent falls on the
    same line, and the total is the same, wherever a line stands.
    """
    order = order_of(lines)
    quote = _priced([lines[index] for index in order], fee_for, steps)
    return replace(
        quote,
        lines=_back_in_place(quote.lines, order),
        discounts=tuple(
            replace(one, shares=_back_in_place(one.shares, order))
            for one in quote.discounts
        ),
    )


def _back_in_place(found: Sequence[T], order: Sequence[int]) -> tuple[T, ...]:
    pairs = sorted(zip(order, found, strict=True), key=lambda pair: pair[0])
    return tuple(one for _, one in pairs)


def _priced(
    lines: Sequence[PricedLine], fee_for: FeeFor | None, steps: Sequence[Step]
) -> Quote:
    goods = sum((line.goods for line in lines), ZERO)
    given = _run(lines, steps, fee_for)
    taken = [share_of(given.discounts, position) for position in range(len(lines))]
    net = [line.goods - share for line, share in zip(lines, taken, strict=True)]
    sent = _sent(lines, taken)
    fee = fee_for(sent) if fee_for and lines else ZERO
    spared = fee if given.free_delivery else ZERO
    shipping = fee - spared
    freight = split(shipping, net) if lines else []
    discount = sum(taken, ZERO)
    return Quote(
        lines=tuple(map(_quoted, lines, taken, freight)),
        discounts=given.discounts,
        goods=goods,
        discount=discount,
        shipping=shipping,
        total=goods - discount + shipping,
        sent=sent,
        gifts=given.gifts,
        free_delivery=given.free_delivery,
        free_delivery_source=given.free_delivery_source,
        freight_spared=spared,
        coupon_id=given.coupon_id,
        points=given.points,
        hints=given.hints,
    )


def _sent(lines: Sequence[PricedLine], taken: Sequence[Decimal]) -> Consignment:
    return Consignment(
        goods=sum((line.goods for line in lines), ZERO) - sum(taken, ZERO),
        pieces=sum(line.quantity for line in lines),
        grams=sum(line.grams for line in lines),
    )


def _run(
    lines: Sequence[PricedLine], steps: Sequence[Step], fee_for: FeeFor | None
) -> Outcome:
    """Each step sees what those before it took off; late ones come after all."""
    done, waiting, late = Outcome(), list(steps) if lines else [], tuple[Step, ...]()
    while waiting:
        taken = [share_of(done.discounts, position) for position in range(len(lines))]
        is_free = bool(done.free_delivery)
        fee_of = Fee(lines=lines, fee_for=fee_for, is_free=is_free, late=late)
        given = _step(waiting.pop(0), lines, taken, fee_of)
        waiting, late = [*waiting, *given.late], late + given.late
        done = Outcome(
            discounts=done.discounts + given.discounts,
            gifts=done.gifts + given.gifts,
            free_delivery=done.free_delivery or given.free_delivery,
            free_delivery_source=done.free_delivery_source
            or given.free_delivery_source,
            coupon_id=done.coupon_id or given.coupon_id,
            points=done.points + given.points,
            hints=done.hints + given.hints,
        )
    return done


@dataclass(frozen=True, kw_only=True)
class Fee:
    """What delivery would cost with these shares taken off, unless it is free: by what
    was given already, or by a late step that looks at what they leave."""

    lines: Sequence[PricedLine]
    fee_for: FeeFor | None
    is_free: bool = False
    late: tuple[Step, ...] = ()

    def __call__(self, taken: Sequence[Decimal]) -> Decimal | None:
        if self.is_free or any(
            step(self.lines, taken).free_delivery for step in self.late
        ):
            return ZERO
        return self.fee_for(_sent(self.lines, taken)) if self.fee_for else None


def _step(
    step: Step, lines: Sequence[PricedLine], taken: Sequence[Decimal], fee_of: Fee
) -> Outcome:
    if isinstance(step, WeighsFreight):
        return step.weigh(lines, taken, fee_of)
    return step(lines, taken)


def _quoted(line: PricedLine, taken: Decimal, freight: Decimal) -> QuotedLine:
    return QuotedLine(
        key=line.key,
        variant_id=line.variant_id,
        quantity=line.quantity,
        list_price=line.list_price,
        unit_price=line.unit_price,
        discount=taken,
        shipping_share=freight,
        price_name=line.price_name,
    )
