"""Changes of a line that answer with the line as it is seen then, or change nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cart.models import Cart
from cart.selectors.baskets import CartLineView, cart_page
from cart.services.deals import buy_through_deal
from cart.services.lines import add_to_cart, lock_cart, select_line, set_quantity
from catalog.errors import OutOfStock
from promotions.wishes import Deal


@dataclass(frozen=True, kw_only=True)
class Filled:
    """`is_new`: the basket had none of it before."""

    line: CartLineView
    is_new: bool


@transaction.atomic
def fill_cart(*, cart_id: int, variant_id: int, quantity: int, now: datetime) -> Filled:
    """Put pieces into a basket.  Changes and raises as `add_to_cart` does, and holds a
    campaign's line to what is left of its pieces too."""
    cart = lock_cart(cart_id)
    row = add_to_cart(
        cart_id=cart_id, variant_id=variant_id, quantity=quantity, now=now
    )
    line = _seen(cart, row.pk, now)
    _check_stock(line)
    return Filled(line=line, is_new=line.quantity == quantity)


@transaction.atomic
def fill_through_deal(
    *, cart_id: int, variant_id: int, quantity: int, deal: Deal, now: datetime
) -> CartLineView:
    """As `buy_through_deal`, which says what changes and what is raised."""
    cart = lock_cart(cart_id)
    row = buy_through_deal(
        cart_id=cart_id, variant_id=variant_id, quantity=quantity, deal=deal, now=now
    )
    return _seen(cart, row.pk, now)


@transaction.atomic
def change_line(
    *,
    cart_id: int,
    line_id: int,
    quantity: int | None = None,
    is_selected: bool | None = None,
    now: datetime,
) -> CartLineView:
    """Change how many, or whether it is ticked, or both; or leave it exactly as it was.

    Raises CartGone, CartLine.DoesNotExist, BadQuantity, NotOffered, OutOfStock,
    CannotTick.
    """
    cart = lock_cart(cart_id)
    if quantity is not None:
        set_quantity(cart_id=cart_id, line_id=line_id, quantity=quantity)
    if is_selected is not None:
        select_line(cart_id=cart_id, line_id=line_id, is_selected=is_selected)
    line = _seen(cart, line_id, now)
    if quantity is not None:
        _check_stock(line)
    return line


def _seen(cart: Cart, line_id: int, now: datetime) -> CartLineView:
    page = cart_page(cart, now=now)
    return next(line for line in page.lines if line.line_id == line_id)


def _check_stock(line: CartLineView) -> None:
    """What the rows' own check leaves to the basket's page: a campaign's pieces."""
    if line.quantity > line.stock:
        facts = line.facts
        raise OutOfStock(facts.variant_id, line.quantity, line.stock, facts.name)
