"""Ways to take a guard away, so that each race can be seen lost."""

from collections.abc import Callable

import pytest

from orders.models import Order
from orders.models.order import OrderQuerySet
from payments.models.attempt import AttemptQuerySet
from tests.concurrency.crowd import naive_move_to, unlocked


@pytest.fixture
def without_order_locks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Orders and attempts are read and written without holding them."""

    def remove() -> None:
        monkeypatch.setattr(OrderQuerySet, "locked", unlocked)
        monkeypatch.setattr(AttemptQuerySet, "locked", unlocked)
        monkeypatch.setattr(Order, "move_to", naive_move_to)

    return remove
