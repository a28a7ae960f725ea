"""People who want the same things in another order never block each other for good."""

import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F

from accounts.models import User
from catalog.models import Product, StockMove, Variant
from catalog.services import set_price
from catalog.stock import adjust_stock
from orders.services import Checkout, place_order
from tests.accounts.factories import make_staff
from tests.cart.factories import make_cart
from tests.catalog.factories import make_product, make_values, make_variant
from tests.concurrency.crowd import A_MOMENT, ROUNDS, at_once, errors, is_seen, unlocked
from tests.conftest import NOON
from tests.orders.factories import make_checkout

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def reserve_as_it_comes(
    quantities: Mapping[int, int], *, reference: str, now: datetime
) -> None:
    """In the order of the basket, as slowly as on a busy day."""
    for variant_id, wanted in quantities.items():
        rows = Variant.objects.filter(
            pk=variant_id, on_hand__gte=F("reserved") + wanted
        )
        rows.update(reserved=F("reserved") + wanted)
        time.sleep(A_MOMENT)


def buy_crosswise() -> list[str]:
    cup, pot = make_variant(on_hand=50), make_variant(on_hand=50)
    carts = [make_cart(cup, pot), make_cart(pot, cup)]
    works = [partial(place_order, checkout=make_checkout(c), now=NOON) for c in carts]
    return errors(at_once(*works))


def test_two_baskets_in_opposite_order() -> None:
    for _ in range(ROUNDS):
        assert buy_crosswise() == []


@pytest.mark.breaks_laws
def test_without_the_order_of_rows_they_deadlock(monkeypatch) -> None:
    monkeypatch.setattr("orders.services.placing.reserve_stock", reserve_as_it_comes)

    assert is_seen(lambda: buy_crosswise() == ["OperationalError"])


def count_and_order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A clerk corrects the stock of what the same clerk is ordering."""
    clerk, cup = make_staff(), make_variant(on_hand=50)
    checkout = make_checkout(make_cart(cup, owner=clerk))
    write = StockMove.objects.create

    def write_slowly(**columns: Any) -> StockMove:
        time.sleep(A_MOMENT * 3)
        return write(**columns)

    with monkeypatch.context() as patch:
        patch.setattr(StockMove.objects, "create", write_slowly)
        return errors(
            at_once(
                partial(
                    adjust_stock,
                    variant_id=cup.pk,
                    delta=1,
                    reason="counted",
                    now=NOON,
                    actor_id=clerk.pk,
                ),
                partial(place_order, checkout=checkout, now=NOON),
            )
        )


def lock_too_much(checkout: Checkout) -> None:
    """A full row lock also stops every row that refers to the person."""
    get_user_model().objects.select_for_update().get(pk=checkout.owner_id)


def test_a_clerk_who_orders_does_not_block_their_own_count(monkeypatch) -> None:
    for _ in range(ROUNDS):
        assert count_and_order(monkeypatch) == []

    assert User.objects.count() == ROUNDS


def test_with_a_full_row_lock_they_deadlock(monkeypatch) -> None:
    monkeypatch.setattr("orders.services.placing._lock_shopper", lock_too_much)

    assert is_seen(lambda: count_and_order(monkeypatch) == ["OperationalError"])


def reprice_together() -> tuple[Decimal, Decimal]:
    """The lowest price shown and the true one after both variants got dearer."""
    product = make_product()
    pair = [
        make_variant(product=product, value_ids=[value], price="10.00")
        for value in make_values(product, "Oat", "Moss")
    ]
    works = [
        partial(
            set_price, variant_id=v.pk, price=Decimal(20), compare_at=None, now=NOON
        )
        for v in pair
    ]
    at_once(*works)
    product.refresh_from_db()
    return product.price_from, Decimal(20)


def test_two_price_changes_leave_a_true_range() -> None:
    for _ in range(ROUNDS):
        shown, true = reprice_together()

        assert shown == true


@pytest.mark.breaks_laws
def test_without_the_products_lock_the_range_is_stale(monkeypatch) -> None:
    monkeypatch.setattr(Product.objects._queryset_class, "select_for_update", unlocked)

    def is_stale() -> bool:
        shown, true = reprice_together()
        return shown != true

    assert is_seen(is_stale)
