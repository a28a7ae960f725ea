"""What is somebody's is there for their token alone, at every address of the document.

A new private address that names an object needs a line in `THINGS`; without it the test
of it fails, by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.services.tokens import issue_token, revoke_token
from cart.models import Cart
from orders.models import Order
from shop.api import api
from shop.kernel.clock import now
from tests.accounts.factories import make_address, make_user
from tests.api.calling import NOTHING, Answer, call, token_of
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.owners.rows import changed, dump
from tests.walks import at_noon

__all__ = ["at_noon"]

pytestmark = pytest.mark.django_db

OPERATIONS = {
    (method.upper(), path): told
    for path, methods in api.document["paths"].items()
    for method, told in methods.items()
}
PRIVATE = [key for key, told in OPERATIONS.items() if "security" in told]
PUBLIC = [key for key in OPERATIONS if key not in PRIVATE]
LOGINS = {"/api/auth/login", "/api/auth/wechat"}


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Somebody's, as a call names it: in the address, or in the body."""

    id: Any = None
    body: Any = field(default=NOTHING)

    def path(self, path: str) -> str:
        start, brace, _rest = path.partition("{")
        return f"{start}{self.id}" if brace else path


def a_line(owner: User) -> Thing:
    return Thing(id=make_cart(make_variant(), owner=owner).lines.get().pk)


def a_changed_line(owner: User) -> Thing:
    return Thing(id=a_line(owner).id, body={"quantity": 2})


def an_order(owner: User) -> Thing:
    return Thing(id=make_order(make_variant(), owner=owner).number)


def an_order_to_pay(owner: User) -> Thing:
    number = make_order(make_variant(), owner=owner).number
    return Thing(body={"orderId": number, "paymentMethod": "wechat"})


def a_check_out(owner: User) -> Thing:
    make_rate()
    line = a_line(owner).id
    return _purchase(line, make_address(owner).pk)


def a_check_out_to_ones_address(owner: User) -> Thing:
    """The line may be the caller's own: the address is not."""
    return _purchase(None, make_address(owner).pk)


def _purchase(line: int | None, address: int) -> Thing:
    body = {
        "items": [{"id": line, "quantity": 1, "price": 20}],
        "address": {"id": address},
        "totalAmount": "20.00",
        "paymentMethod": "demo",
    }
    return Thing(body=body)


THINGS: dict[tuple[str, str], list[Callable[[User], Thing]]] = {
    ("PUT", "/api/cart/{line_id}"): [a_changed_line],
    ("DELETE", "/api/cart/{line_id}"): [a_line],
    ("GET", "/api/orders/{order_id}"): [an_order],
    ("POST", "/api/orders"): [a_check_out, a_check_out_to_ones_address],
    ("POST", "/api/payment/create"): [an_order_to_pay],
    ("POST", "/api/payment/cancel"): [an_order_to_pay],
}
CASES = [(key, make) for key, makers in THINGS.items() for make in makers]


def send(key: tuple[str, str], thing: Thing, **how: Any) -> Answer:
    method, path = key
    return call(method, thing.path(path).removeprefix("/api"), thing.body, **how)


def test_every_private_address_that_names_an_object_is_in_the_table() -> None:
    assert {key for key in PRIVATE if "{" in key[1]} <= set(THINGS) <= set(PRIVATE)


def ended() -> dict[str, str | None]:
    """Tokens that open nothing any more, or never did."""
    closed, revoked = make_user(), token_of(make_user())
    shut = token_of(closed)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    revoke_token(revoked)
    long_ago = now() - timedelta(minutes=2)
    return {
        "none": None,
        "nonsense": "nonsense",
        "expired": issue_token(user=make_user(), wish=60, now=long_ago).token,
        "revoked": revoked,
        "of a closed account": shut,
    }


@pytest.mark.parametrize("key", PRIVATE, ids=" ".join)
def test_without_a_good_token_everything_private_is_shut(key: tuple[str, str]) -> None:
    makers = THINGS.get(key, [lambda owner: Thing(body={})])
    thing, before = makers[0](make_user()), dump()
    tokens = ended()

    answers = {name: send(key, thing, token=token) for name, token in tokens.items()}

    for name, answer in answers.items():
        assert answer.refused == (401, "AUTH_FAILED"), name
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    touched = set(changed(before, dump()))
    assert touched <= {"accounts_user", "accounts_apitoken", "account_emailaddress"}


@pytest.mark.parametrize("key", PUBLIC, ids=" ".join)
def test_a_bad_token_is_none_where_everybody_may(key: tuple[str, str]) -> None:
    thing = Thing(id=0, body={})

    without = send(key, thing)

    assert without.status in (200, 400, 404)
    for token in ended().values():
        answer = send(key, thing, token=token)
        assert (answer.status, answer.body) == (without.status, without.body)


def stranger_sees(key: tuple[str, str], make: Callable[[User], Thing]) -> list[str]:
    """What somebody else's token got to see or do."""
    thing, offences = make(make_user()), []
    for who in (make_user(), make_user(is_staff=True, is_superuser=True)):
        if thing.body is not NOTHING and "items" in thing.body:
            own = a_line(who).id  # an own line does not open somebody's address
            thing.body["items"][0]["id"] = thing.body["items"][0]["id"] or own
        token, before = token_of(who), dump()
        got = send(key, thing, token=token)
        if got.status != 404:
            offences.append(f"{got.status}")
        if got.body != send(key, absent(thing), token=token).body:
            offences.append("not answered as if it were missing")
        offences += changed(before, dump())
    return offences


def absent(thing: Thing) -> Thing:
    if thing.body is NOTHING or "quantity" in thing.body:
        return Thing(id=2**31 - 1, body=thing.body)
    if "orderId" in thing.body:
        return Thing(body=thing.body | {"orderId": "2611-0000000000"})
    return Thing(body=thing.body | {"address": {"id": 2**31 - 1}})


@pytest.mark.parametrize(("key", "make"), CASES)
def test_strangers_find_nothing(
    key: tuple[str, str], make: Callable[[User], Thing]
) -> None:
    assert stranger_sees(key, make) == []


@pytest.mark.parametrize(
    ("key", "make"), [case for case in CASES if case[1] != a_check_out_to_ones_address]
)
def test_the_owner_gets_in(key: tuple[str, str], make: Callable[[User], Thing]) -> None:
    owner = make_user()
    thing = make(owner)

    assert send(key, thing, token=token_of(owner)).status in (200, 201, 204)


def test_a_filter_that_is_gone_would_show(monkeypatch) -> None:
    monkeypatch.setattr("orders.api._own", lambda _: Order.objects.all())
    monkeypatch.setattr("cart.api._cart", lambda _: Cart.objects.latest("pk"))

    assert stranger_sees(("GET", "/api/orders/{order_id}"), an_order)
    assert stranger_sees(("DELETE", "/api/cart/{line_id}"), a_line)
