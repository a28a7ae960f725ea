"""One basket, many taps: one order, and every piece that was added."""

from functools import partial

import pytest

from cart.models import Cart
from cart.services import add_to_cart, merge_carts
from orders.models import Order
from orders.services import place_order
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import ROUNDS, at_once, errors, is_seen
from tests.conftest import NOON
from tests.orders.factories import make_checkout

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TAPS = 20


def unlocked_cart(cart_id: int) -> Cart:
    return Cart.objects.get(pk=cart_id)


def submit(*, is_guest: bool) -> tuple[int, int, list[str]]:
    """Orders made, pieces reserved, and what went wrong for the person who taps."""
    cup = make_variant(on_hand=50)
    cart = make_cart(cup, quantity=2, owner=None if is_guest else make_user())
    work = partial(place_order, checkout=make_checkout(cart), now=NOON)
    answers = at_once(*[work] * TAPS)
    cup.refresh_from_db()
    made = Order.objects.filter(lines__variant=cup)
    return made.count(), cup.reserved, errors(answers)


@pytest.mark.parametrize("is_guest", [True, False])
def test_a_basket_submitted_many_times_is_one_order(is_guest: bool) -> None:
    assert submit(is_guest=is_guest) == (1, 2, [])


def test_exactly_one_answer_says_that_it_is_new() -> None:
    work = partial(
        place_order, checkout=make_checkout(make_cart(make_variant())), now=NOON
    )

    answers = at_once(*[work] * TAPS)

    assert sorted(answer.is_new for answer in answers) == [False] * 19 + [True]
    assert len({answer.order.pk for answer in answers}) == 1


def test_without_its_locks_the_taps_collide(monkeypatch) -> None:
    """The unique cart line still saves the stock; the shopper sees an error."""
    monkeypatch.setattr("orders.services.placing.lock_cart", unlocked_cart)
    monkeypatch.setattr("orders.services.placing.hold", lambda *names: None)

    assert is_seen(lambda: submit(is_guest=True)[2] != [])


def add_many() -> tuple[int, list[str]]:
    cup, cart = make_variant(on_hand=50), make_cart()
    work = partial(
        add_to_cart, cart_id=cart.pk, variant_id=cup.pk, quantity=1, now=NOON
    )
    answers = at_once(*[work] * 10)
    return sum(cart.lines.values_list("quantity", flat=True)), errors(answers)


def test_ten_taps_on_add_are_ten_pieces() -> None:
    for _ in range(ROUNDS):
        assert add_many() == (10, [])


def test_without_the_lock_taps_get_lost(monkeypatch) -> None:
    monkeypatch.setattr("cart.services.lines.lock_cart", unlocked_cart)

    assert is_seen(lambda: add_many() != (10, []))


def test_two_logins_bring_the_guests_basket_once() -> None:
    for _ in range(ROUNDS):
        mei, guest = make_user(), make_cart(make_variant(), quantity=3)
        facts = {"token": guest.token, "owner_id": mei.pk, "now": NOON}
        work = partial(merge_carts, **facts)

        answers = at_once(work, work)

        assert sorted(answers) == [0, 1]
        assert mei.cart.lines.get().quantity == 3
