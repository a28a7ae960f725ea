"""What happens next in the basket when something happened elsewhere."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from cart.services import merge_carts
from cart.sessions import SESSION_KEY
from shop.kernel.clock import now


@receiver(user_logged_in, dispatch_uid="cart.bring_the_guests_cart")
def bring_the_guests_cart(request: HttpRequest, user: User, **_: Any) -> None:
    """Loseable: the guest's cart stays where it was when this fails."""
    token = request.session.pop(SESSION_KEY, None)
    if token:
        merge_carts(token=token, owner_id=user.pk, now=now())
