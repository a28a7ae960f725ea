"""Whose basket is whose: an account's, a guest's, and what becomes of it at login."""

from datetime import datetime

from django.db import transaction

from cart.models import MOST_LINES, MOST_PIECES, Cart, CartLine
from cart.services.lines import lock_cart


def cart_for(*, owner_id: int | None, token: str | None) -> Cart:
    """The basket of an account or of a guest's token, made when it is missing."""
    if owner_id is not None:
        return Cart.objects.get_or_create(owner_id=owner_id)[0]
    return Cart.objects.get_or_create(token=token)[0]


@transaction.atomic
def merge_carts(*, token: str, owner_id: int) -> int:
    """Move a guest's lines into the account's basket; returns how many moved.

    The same variant adds up, capped by the stock and by what a line may hold.
    The guest's basket is gone afterwards, so a second merge finds nothing.
    """
    guests = Cart.objects.select_for_update(no_key=True).filter(owner=None)
    guest = guests.filter(token=token).first()
    if guest is None:
        return 0
    cart = lock_cart(cart_for(owner_id=owner_id, token=None).pk)
    own = {line.variant_id: line for line in cart.lines.all()}
    moved = 0
    for line in guest.lines.select_related("variant").order_by("pk"):
        mine = own.get(line.variant_id)
        if mine is not None:
            _add_up(mine, line)
        elif len(own) < MOST_LINES:
            line.cart = cart
            line.save(update_fields=["cart"])
            own[line.variant_id] = line
        else:
            continue
        moved += 1
    guest.delete()
    return moved


def _add_up(mine: CartLine, other: CartLine) -> None:
    most = max(min(other.variant.sellable, MOST_PIECES), mine.quantity)
    mine.quantity = min(mine.quantity + other.quantity, most)
    mine.is_selected = True
    mine.save(update_fields=["quantity", "is_selected"])


def expire_guest_carts(*, before: datetime) -> int:
    """Forget baskets of guests that nobody touched since."""
    return Cart.objects.filter(owner=None, updated_at__lt=before).delete()[0]
