"""Who comes to an address: its owner, and four kinds of strangers."""

from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from cart.sessions import SESSION_KEY as BASKET
from orders.access import SESSION_KEY as KNOWN_ORDERS
from orders.models import Order
from tests.accounts.factories import make_user


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account or a guest, with a browser.  A crash is an answer too: 500."""

    user: User | None
    client: Client

    def remember(self, order: Order) -> Order:
        """A guest comes by the order's secret link; an account needs none."""
        if self.user is None:
            self._note(KNOWN_ORDERS, [order.number])
        return order

    def carry(self, token: str | None) -> None:
        if self.user is None:
            self._note(BASKET, token)

    def _note(self, key: str, value: object) -> None:
        session = self.client.session
        session[key] = value
        session.save()


def guest() -> Person:
    return Person(user=None, client=Client(raise_request_exception=False))


def account(**columns: bool) -> Person:
    user, client = make_user(**columns), Client(raise_request_exception=False)
    client.force_login(user)
    return Person(user=user, client=client)


def staff() -> Person:
    """The merchant, shopping: no right of the admin counts in the shop."""
    return account(is_staff=True, is_superuser=True)


OWNERS = {"account": account, "guest": guest}
STRANGERS = {
    "an anonymous stranger": guest,
    "another customer": account,
    "another guest": guest,
    "a member of the staff": staff,
}
EMPTY_HANDED = "an anonymous stranger"
