"""Whose basket is whose: an account's, a guest's, and what becomes of it at login."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cart.models import MOST_LINES, MOST_PIECES, Cart, CartLine
from cart.services.deals import most_through_deal
from cart.services.lines import keep_apart, lock_cart
from promotions.registry import ALONE


def cart_for(*, owner_id: int | None, token: str | None) -> Cart:
    """The basket of an account or of a guest's token, made when it is missing."""
    if owner_id is not None:
        return Cart.objects.get_or_create(owner_id=owner_id)[0]
    return Cart.objects.get_or_create(token=token)[0]


@transaction.atomic
def merge_carts(*, token: str, owner_id: int, now: datetime) -> int:
    """Move a guest's lines into the account's basket; returns how many moved.

    The same variant adds up, capped by what a line may hold and by its campaign's
    limits, or by the stock where no campaign sells any (more); bought through another
    that sells some, it is bought so from now on.  Other lines move as they are, while
    the basket has room.  What has to be an order by itself stays ticked alone.
    The guest's basket is gone afterwards, so a second merge finds nothing.
    """
    guests = Cart.objects.select_for_update(no_key=True).filter(owner=None)
    guest = guests.filter(token=token).first()
    if guest is None:
        return 0
    cart = lock_cart(cart_for(owner_id=owner_id, token=None).pk)
    own = {line.variant_id: line for line in cart.lines.all()}
    moved: list[CartLine] = []
    for line in guest.lines.select_related("variant").order_by("pk"):
        mine = own.get(line.variant_id)
        if mine is not None and _is_through_another(mine, line, owner_id, now):
            _buy_otherwise(mine, line)
        elif mine is not None:
            _add_up(mine, line, _most(mine, line, owner_id, now))
        elif len(own) < MOST_LINES:
            line.cart = cart
            line.save(update_fields=["cart"])
            own[line.variant_id] = line
        else:
            continue
        moved.append(own[line.variant_id])
    guest.delete()
    _keep_apart(moved, own.values())
    return len(moved)


def _is_through_another(
    mine: CartLine, other: CartLine, owner_id: int, now: datetime
) -> bool:
    """The guest chose another campaign, and it sells some."""
    if other.deal in (None, mine.deal):
        return False
    return most_through_deal(other, owner_id=owner_id, now=now) > 0


def _most(mine: CartLine, other: CartLine, owner_id: int, now: datetime) -> int:
    """How many of it the account's line may become, never fewer than it has."""
    sold = most_through_deal(mine, owner_id=owner_id, now=now)
    left = sold or other.variant.sellable
    return max(min(left, MOST_PIECES), mine.quantity)


def _add_up(mine: CartLine, other: CartLine, most: int) -> None:
    mine.quantity = min(mine.quantity + other.quantity, most)
    mine.is_selected = True
    mine.save(update_fields=["quantity", "is_selected"])


def _buy_otherwise(mine: CartLine, other: CartLine) -> None:
    """The campaign that was chosen last, and as many pieces as were wanted of it."""
    for name in ("quantity", "deal", "seen_price", "is_selected"):
        setattr(mine, name, getattr(other, name))
    mine.save()


def _keep_apart(moved: list[CartLine], beside: Iterable[CartLine]) -> None:
    ticked = [line for line in moved if line.is_selected]
    alone = [line for line in ticked if line.deal_kind in ALONE]
    for line in (alone or ticked)[:1]:
        keep_apart(line, beside=beside)


def expire_guest_carts(*, before: datetime) -> int:
    """Forget baskets of guests that nobody touched since."""
    return Cart.objects.filter(owner=None, updated_at__lt=before).delete()[0]
