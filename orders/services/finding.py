"""An order by its number and the contact it was placed with, guessed at rarely."""

from datetime import datetime, timedelta

from accounts import phones
from accounts.services.tries import Limit, spend_try
from orders.errors import NoSuchOrder
from orders.models import Order

PER_NUMBER = Limit("find-order", 10, timedelta(minutes=15))
PER_ADDRESS = Limit("find-address", 200, timedelta(minutes=15))


def find_order(*, number: str, contact: str, address: str, now: datetime) -> Order:
    """A guest's order.  Raises NoSuchOrder, the same for a wrong number and a wrong
    contact, and TooManyTries."""
    spend_try(PER_ADDRESS, who=address, now=now)
    spend_try(PER_NUMBER, who=number, now=now)
    order = Order.objects.filter(number=number, owner=None).first()
    if order is None or not _is_contact_of(order, contact):
        raise NoSuchOrder
    return order


def _is_contact_of(order: Order, contact: str) -> bool:
    text = contact.strip()
    if "@" in text:
        return bool(order.email) and text.lower() == order.email.lower()
    phone = phones.for_courier(text)
    own = phones.to_e164(order.phone) or order.phone
    return phone is not None and (phones.to_e164(phone) or phone) == own
