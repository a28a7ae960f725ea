"""“Why this price?”: how each line comes to what is paid for it.  Pure.

A quote of today and an order of last year answer with the same values.  Nothing is
priced here: the parts come from `cart.quote` or from the rows of an order, and a line
only refuses parts that do not add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cart.quote import Quote
from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Article:
    """What a line is called.  `options` are values only: “Oat · M”."""

    name: str
    options: str = ""


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a named reduction takes off a line."""

    name: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Back:
    """What of a line goes back to the buyer.  No `pieces`: a sum for none of them."""

    pieces: int
    goods: Decimal
    shipping: Decimal


@dataclass(frozen=True, kw_only=True)
class WhyLine:
    """From the list price to what is paid, `price_name` being why the unit price is
    another.  Raises ValueError when it does not lead there."""

    article: Article
    quantity: int
    list_price: Decimal
    unit_price: Decimal
    shares: tuple[Share, ...]
    shipping: Decimal
    total: Decimal
    back: Back | None = None
    price_name: str = ""
    is_gift: bool = False

    def __post_init__(self) -> None:
        taken = sum((share.amount for share in self.shares), ZERO)
        if self.goods - taken + self.shipping != self.total:
            raise ValueError("The parts of a price add up to it.")

    @property
    def goods(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def list_amount(self) -> Decimal | None:
        """What it would have been, where the list price is higher."""
        dearer = self.list_price > self.unit_price
        return self.list_price * self.quantity if dearer else None


def why_of_quote(quote: Quote, articles: Mapping[int, Article]) -> list[WhyLine]:
    """`articles` is `{key of a line: what it is called}`, in the order of the page."""
    positions = {line.key: position for position, line in enumerate(quote.lines)}
    return [_why(quote, positions[key], article) for key, article in articles.items()]


def _why(quote: Quote, position: int, article: Article) -> WhyLine:
    line = quote.lines[position]
    return WhyLine(
        article=article,
        quantity=line.quantity,
        list_price=line.list_price,
        unit_price=line.unit_price,
        shares=tuple(
            Share(name=discount.name, amount=discount.shares[position])
            for discount in quote.discounts
            if discount.shares[position]
        ),
        shipping=line.shipping_share,
        total=line.total,
        price_name=line.price_name,
    )
