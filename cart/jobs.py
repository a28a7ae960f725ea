"""Baskets that nobody comes back to."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from cart.services.baskets import expire_guest_carts
from shop.kernel.jobs import periodic

GUEST_CART_LIFE = timedelta(days=60)


@periodic(_("forget guest carts"), every=timedelta(hours=6))
def forget_guest_carts(now: datetime) -> int:
    return expire_guest_carts(before=now - GUEST_CART_LIFE)
