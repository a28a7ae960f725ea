"""Phone orders: written down by staff, placed like any other order."""

import secrets
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import override

from cart.models import Cart
from cart.selectors import cart_page, way_to
from cart.services import add_to_cart, cart_for
from orders.errors import IncompleteDraft, NotDeliverable
from orders.models import Order, OrderDraft
from orders.services.placing import place_order
from orders.wanting import Checkout
from promotions.wishes import NO_WISH


@transaction.atomic
def place_draft(
    *, draft_id: int, seen_total: Decimal, now: datetime, staff_id: int
) -> Order:
    """Turn a draft into an order that waits for its buyer's payment.

    Nobody is charged another total than the one that was read out.  The buyer is
    told, with the link where to pay.  A second press gives the same order.  Raises
    IncompleteDraft, and what `place_order` raises; then nothing changed.
    """
    draft = OrderDraft.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=draft_id
    )
    if draft.order_id is not None:
        return Order.objects.get(pk=draft.order_id)
    _check(draft)
    with override(draft.language):  # names are frozen as the buyer reads them
        checkout = _checkout(draft, seen_total, now, staff_id)
        order = place_order(checkout=checkout, now=now).order
    OrderDraft.objects.filter(pk=draft.pk).update(order=order)
    return order


def _check(draft: OrderDraft) -> None:
    needed = (draft.name, draft.detail, draft.shipping_code)
    if not all(needed) or not (draft.phone or draft.email):
        raise IncompleteDraft


def _checkout(
    draft: OrderDraft, seen_total: Decimal, now: datetime, staff_id: int
) -> Checkout:
    """What the buyer would have submitted, from a basket made for this alone."""
    cart = _basket(draft, now)
    way = way_to(draft.address_fields(), code=draft.shipping_code)
    if way is None:
        raise NotDeliverable
    page = cart_page(cart, now=now, way=way, wish=NO_WISH)
    return Checkout(
        cart_id=cart.pk,
        owner_id=None,
        lines={line.line_id: line.quantity for line in page.selected},
        address=draft.address_fields(),
        email=draft.email.lower(),
        shipping_code=draft.shipping_code,
        seen_total=seen_total,
        language=draft.language,
        note=draft.note,
        staff_id=staff_id,
    )


def _basket(draft: OrderDraft, now: datetime) -> Cart:
    cart = cart_for(owner_id=None, token=secrets.token_urlsafe(32))
    lines = list(draft.lines.order_by("pk"))
    if not lines:
        raise IncompleteDraft
    for line in lines:
        add_to_cart(
            cart_id=cart.pk,
            variant_id=line.variant_id,
            quantity=line.quantity,
            now=now,
        )
    return cart
