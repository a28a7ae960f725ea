"""What a buyer is told about an order, written in the order's transaction."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.services.outbox import post_message, render_message
from orders.models import Order
from orders.numbers import key_of


def tell(
    order: Order, kind: str, *, now: datetime, template: str = "", **facts: Any
) -> None:
    """Owe the buyer the mail of this kind, or an SMS where only a phone is known.

    Idempotent: one message of a kind for an order.
    """
    link = link_of(order)
    message = render_message(
        f"orders/emails/{template or kind}.txt",
        context={"order": order, "lines": order.lines.all(), "link": link, **facts},
        language=order.language,
    )
    post_message(
        key=f"order-{order.number}-{kind}",
        channel="mail" if order.email else "sms",
        recipient=order.email or order.phone,
        subject=message.subject,
        body=message.body if order.email else f"{message.subject} {link}",
        now=now,
    )


def link_of(order: Order) -> str:
    """Where the buyer finds the order: a guest's link carries its key."""
    with translation.override(order.language):
        path = (
            reverse("orders:show", args=[order.number])
            if order.owner_id
            else reverse("orders:key", args=[order.number, key_of(order.number)])
        )
    return f"{settings.SITE_URL}{path}"
