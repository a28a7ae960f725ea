"""The demo shop's people go through the check-out."""

from datetime import datetime

from accounts.models import User
from cart.models import Cart
from cart.selectors import Way, cart_page
from catalog.models import Variant
from orders.models import Order
from orders.services import Checkout, place_order


def check_out(
    cart: Cart, buyer: User, *, way: Way, at: datetime, note: str = ""
) -> Order | None:
    """To the buyer's own address.  None where nothing is ticked."""
    page = cart_page(cart, now=at, way=way)
    address = buyer.addresses.first()
    if not page.selected or address is None:
        return None
    return place_order(
        checkout=Checkout(
            cart_id=cart.pk,
            owner_id=buyer.pk,
            lines={line.line_id: line.quantity for line in page.selected},
            address=address.address_fields(),
            email=buyer.email or "",
            shipping_code=way.code,
            seen_total=page.quote.total,
            language=buyer.language,
            note=note,
        ),
        now=at,
    ).order


def in_stock(slug: str, quantity: int) -> Variant | None:
    variants = Variant.objects.offered().filter(product__slug=slug).order_by("pk")
    return next((v for v in variants if v.sellable >= quantity), None)
