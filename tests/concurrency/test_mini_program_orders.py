"""Taps and retries of the mini-program at the same moment: one order, one reservation."""

from functools import partial

import pytest

from cart.models import Cart
from orders.models import Order
from tests.api.buyer import make_buyer
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import at_once, is_seen

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TAPS = 8


def unlocked_cart(cart_id: int) -> Cart:
    return Cart.objects.get(pk=cart_id)


def submit() -> tuple[list[int], int, int]:
    """Both lines, and one of them alone, eight times each.  The answers of those who
    won and lost, how many orders there are, and what is reserved of the shared line."""
    mei, cup = make_buyer(), make_variant(on_hand=50)
    one = mei.fill(cup, 2)
    other = mei.fill(make_variant(on_hand=50))
    both = mei.purchase()
    alone = both | {"items": [one], "totalAmount": "40.00"}

    answers = at_once(
        *[partial(mei.order, both)] * TAPS, *[partial(mei.order, alone)] * TAPS
    )

    orders = Order.objects.filter(owner=mei.user)
    statuses = sorted(answer.status for answer in answers)
    told = {a.body["orderId"] for a in answers if a.status < 300}
    left = {line["id"] for line in mei.get("/cart")["items"]}
    assert statuses.count(500) or told == set(orders.values_list("number", flat=True))
    assert left <= {other["id"]}
    cup.refresh_from_db()
    return statuses, orders.count(), cup.reserved


def test_a_line_is_ordered_once_however_often_it_is_sent() -> None:
    won, same, lost = [201], [200] * (TAPS - 1), [409] * TAPS

    assert submit() == (same + won + lost, 1, 2)


def test_without_the_locks_only_the_unique_line_holds(monkeypatch) -> None:
    """Still one order and one reservation; but taps crash against each other."""
    monkeypatch.setattr("orders.services.placing.lock_cart", unlocked_cart)
    monkeypatch.setattr("orders.services.placing._lock_shopper", lambda checkout: None)

    def is_lost() -> bool:
        statuses, orders, reserved = submit()
        assert (orders, reserved) == (1, 2)
        return 500 in statuses

    assert is_seen(is_lost)
