"""On SQLite a crowd waits for its turn: nobody is told that something is locked."""

from functools import partial

import pytest
from django.conf import settings
from django.db import connections

from orders.models import Order
from orders.services import place_order
from shop.kernel.retry import retried
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import crowd, errors, is_seen
from tests.conftest import NOON
from tests.orders.factories import make_checkout

pytestmark = [
    pytest.mark.skipif(not settings.ON_SQLITE, reason="NOT RUN: is about SQLite"),
    pytest.mark.django_db(transaction=True),
]
BUYERS = 40


def sell() -> tuple[int, list[str]]:
    cup = make_variant(on_hand=10)
    checkouts = [make_checkout(make_cart(cup)) for _ in range(BUYERS)]
    works = [partial(place_order, checkout=one, now=NOON) for one in checkouts]
    answers = crowd([partial(retried, work) for work in works], width=BUYERS)
    return Order.objects.filter(lines__variant=cup).count(), errors(answers)


def test_forty_buyers_for_ten_pieces() -> None:
    assert sell() == (10, ["OutOfStock"] * 30)


def test_with_deferred_transactions_somebody_is_told_so(monkeypatch) -> None:
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "transaction_mode", "DEFERRED")

    assert is_seen(lambda: {"OperationalError", "Busy"} & set(sell()[1]) != set())
