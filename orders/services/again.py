"""The same things once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cart.errors import BadQuantity, CartFull, NotOffered
from cart.services import add_to_cart
from catalog.errors import OutOfStock
from orders.errors import NothingLeft
from orders.models import Order, OrderLine


@dataclass(frozen=True, kw_only=True)
class BoughtAgain:
    """How many pieces went into the basket, and what could not, by name."""

    pieces: int
    left_out: Sequence[str]
    cut_short: Sequence[str]


def buy_again(*, order: Order, cart_id: int, now: datetime) -> BoughtAgain:
    """Put an order's articles into a basket, at today's prices, as far as they are
    there.  Raises NothingLeft when not one of them is."""
    pieces, left_out, cut_short = 0, [], []
    for line in order.lines.filter(is_gift=False).order_by("pk"):
        added = _add(line, cart_id, now)
        pieces += added
        if not added:
            left_out.append(line.name)
        elif added < line.quantity:
            cut_short.append(line.name)
    if not pieces:
        raise NothingLeft
    return BoughtAgain(pieces=pieces, left_out=left_out, cut_short=cut_short)


def _add(line: OrderLine, cart_id: int, now: datetime) -> int:
    """How many were added: all, as many as the shop has beyond the basket, or none."""
    wanted = line.quantity
    for _try in range(2):
        try:
            add_to_cart(
                cart_id=cart_id, variant_id=line.variant_id, quantity=wanted, now=now
            )
        except OutOfStock as short:
            wanted -= short.wanted - max(short.left, 0)
        except (NotOffered, BadQuantity, CartFull):
            return 0
        else:
            return wanted
        if wanted <= 0:
            return 0
    return 0
