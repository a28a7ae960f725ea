"""Pages that wait for money: they ask the gateway, and look again by themselves."""

import logging

from django.http import HttpRequest

from orders.models import Order
from payments.errors import GatewayAway
from payments.services.asking import ask_about_order
from shop.kernel.clock import now
from shop.kernel.http import is_speculative

logger = logging.getLogger(__name__)


def look(request: HttpRequest, order: Order) -> None:
    """What the gateway knows of an unpaid order becomes what the page shows.

    A gateway that is away leaves everything as it was; the page looks again.
    """
    if not order.is_unpaid or is_speculative(request):
        return
    try:
        ask_about_order(order_id=order.pk, now=now())
    except GatewayAway:
        logger.warning("Gateway away while order %s waits", order.pk)
    order.refresh_from_db()


def turn_of(request: HttpRequest, *, most: int) -> int:
    """How often the page has looked already, as far as that matters."""
    text = request.GET.get("turn", "0")
    is_number = text.isascii() and text.isdigit() and len(text) < 4
    return min(int(text), most) if is_number else 0
