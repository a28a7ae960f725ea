"""Why a placed order costs what it costs: read from its frozen rows, recomputed never."""

from collections.abc import Iterable

from cart.why import Article, Back, Share, WhyLine
from orders.models import OrderLine


def why_of_lines(lines: Iterable[OrderLine]) -> list[WhyLine]:
    """Each line with what of it goes back.  Their discounts' shares were prefetched."""
    return [why_of_line(line, back=_all_back(line)) for line in lines]


def why_of_line(line: OrderLine, *, back: Back | None) -> WhyLine:
    return WhyLine(
        article=Article(name=line.name, options=" · ".join(line.options.values())),
        quantity=line.quantity,
        list_price=line.list_price,
        unit_price=line.unit_price,
        shares=tuple(
            Share(name=share.discount.name, amount=share.amount)
            for share in line.discount_shares.all()
        ),
        shipping=line.shipping_share,
        total=line.total,
        back=back,
        price_name=line.price_name,
        is_gift=line.is_gift,
    )


def _all_back(line: OrderLine) -> Back | None:
    if not (line.refunded_amount or line.refunded_shipping):
        return None
    return Back(
        pieces=line.refunded_quantity,
        goods=line.refunded_amount,
        shipping=line.refunded_shipping,
    )
