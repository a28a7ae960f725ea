"""What happens with coupons after other apps announced something."""

from typing import Any

from django.dispatch import receiver

from accounts.signals import signed_up
from promotions.coupons.services import grant_sign_up
from shop.kernel.clock import now


@receiver(signed_up, dispatch_uid="promotions.greet_with_coupons")
def greet_with_coupons(*, user_id: int, **_: Any) -> None:
    """Loseable: the job "give coupons for signing up" finds whom it missed."""
    grant_sign_up(user_id=user_id, now=now())
