"""A coupon code typed at the check-out."""

from django.http import HttpRequest

from promotions.coupons.errors import AccountNeeded
from promotions.coupons.services import redeem_code
from shop.kernel.clock import now
from shop.kernel.network import visitor_address
from shop.kernel.retry import retried


def coupon_of_code(request: HttpRequest, code: str) -> int:
    """The id of the coupon that it brings into the wallet.  Raises DomainErrors."""
    owner_id = request.user.pk
    if owner_id is None:
        raise AccountNeeded
    address = visitor_address(request)
    coupon = retried(
        lambda: redeem_code(code=code, owner_id=owner_id, address=address, now=now())
    )
    return coupon.pk
