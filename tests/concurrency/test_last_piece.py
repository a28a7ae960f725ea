"""However many want it, a piece is sold once, and none is left over."""

import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.conf import settings

from catalog.errors import OutOfStock
from catalog.models import Variant
from orders.models import Order
from orders.services import place_order
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import A_MOMENT, ROUNDS, at_once, crowd, errors, is_seen
from tests.conftest import NOON
from tests.orders.factories import make_checkout

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def buyers(variant: Variant, *, many: int) -> list[Any]:
    """Guests who each have one piece in the basket and the checkout before them."""
    checkouts = [make_checkout(make_cart(variant)) for _ in range(many)]
    return [partial(place_order, checkout=one, now=NOON) for one in checkouts]


def read_check_save(
    quantities: Mapping[int, int], *, reference: str, now: datetime
) -> None:
    """Takes stock as beginners do."""
    for variant_id, wanted in sorted(quantities.items()):
        variant = Variant.objects.get(pk=variant_id)
        if variant.sellable < wanted:
            raise OutOfStock(variant_id, wanted, variant.sellable)
        time.sleep(A_MOMENT)
        variant.reserved += wanted
        variant.save(update_fields=["reserved"])


def sell_the_last_piece() -> tuple[int, list[str]]:
    """How many bought it, and what the others were told."""
    cup = make_variant(on_hand=1)
    answers = at_once(*buyers(cup, many=2))
    return Order.objects.filter(lines__variant=cup).count(), errors(answers)


def test_the_last_piece_is_sold_once() -> None:
    for _ in range(ROUNDS):
        assert sell_the_last_piece() == (1, ["OutOfStock"])


@pytest.mark.breaks_laws
def test_without_the_conditional_update_it_is_sold_twice(monkeypatch) -> None:
    monkeypatch.setattr("orders.services.placing.reserve_stock", read_check_save)

    assert is_seen(lambda: sell_the_last_piece()[0] == 2)


def sell_to_a_crowd() -> tuple[int, set[str]]:
    cup = make_variant(on_hand=15)
    answers = crowd(buyers(cup, many=60), width=12)
    return Order.objects.filter(lines__variant=cup).count(), set(errors(answers))


def test_a_crowd_buys_all_of_it_and_no_more() -> None:
    assert sell_to_a_crowd() == (15, {"OutOfStock"})


@pytest.mark.breaks_laws
def test_without_the_conditional_update_a_crowd_buys_too_much(monkeypatch) -> None:
    monkeypatch.setattr("orders.services.placing.reserve_stock", read_check_save)

    assert is_seen(lambda: sell_to_a_crowd()[0] > 15)


def test_the_loser_keeps_the_basket() -> None:
    cup = make_variant(on_hand=1)
    first, second = (make_cart(cup) for _ in "ab")
    checkouts = [make_checkout(first), make_checkout(second)]

    at_once(*(partial(place_order, checkout=one, now=NOON) for one in checkouts))

    assert first.lines.count() + second.lines.count() == 1


def test_nobody_holds_more_unpaid_orders_than_allowed() -> None:
    for _ in range(ROUNDS):
        placed, refusals = hoard()

        assert placed == settings.UNPAID_ORDERS_PER_SHOPPER
        assert set(refusals) == {"TooManyUnpaid"}


@pytest.mark.parametrize("guard", ["hold"])
def test_without_the_lock_a_guest_hoards(monkeypatch, guard: str) -> None:
    monkeypatch.setattr(f"orders.services.placing.{guard}", lambda *names: None)

    assert is_seen(lambda: hoard()[0] > settings.UNPAID_ORDERS_PER_SHOPPER)


def hoard() -> tuple[int, list[str]]:
    """One guest, eight browsers, one telephone."""
    cup = make_variant(on_hand=100)
    address = make_checkout(make_cart(cup)).address
    checkouts = [make_checkout(make_cart(cup), address=address) for _ in range(8)]
    answers = at_once(
        *(partial(place_order, checkout=one, now=NOON) for one in checkouts)
    )
    return Order.objects.filter(phone=address["phone"]).count(), errors(answers)
