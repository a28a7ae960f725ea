"""Ways to take a guard away, so that each race can be seen lost."""

from collections.abc import Callable

import pytest

from orders.models import Order
from tests.concurrency.crowd import naive_move_to, unlock_attempts, unlock_orders


@pytest.fixture
def without_order_locks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Orders and attempts are read and written without holding them."""

    def remove() -> None:
        unlock_orders(monkeypatch)
        unlock_attempts(monkeypatch)
        monkeypatch.setattr(Order, "move_to", naive_move_to)

    return remove
