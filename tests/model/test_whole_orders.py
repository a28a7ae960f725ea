"""Whatever is done to orders in whatever order, the shop agrees with the arithmetic
of a few integers, and every law holds (cart × order × pay × refund × time-out)."""

import os
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from orders import refunding
from orders.models import Order, OrderLine
from tests.model.parcels import Shop

pytestmark = [pytest.mark.django_db]


EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "12"))


def live(examples: int, *, derandomize: bool = False) -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


def test_the_shop_and_the_model_agree() -> None:
    live(EXAMPLES)


def a_cent_too_little(line: OrderLine, quantity: int) -> Decimal:
    return max(refunding.left_of_goods(line) - Decimal("0.01"), Decimal(0))


def all_of_it(order: Order) -> dict[int, int]:
    return order.quantities()


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("orders.refunding._goods_back", a_cent_too_little),
        ("orders.models.order.Order.left_to_ship", all_of_it),
        ("payments.services.capturing.revive_order", lambda *_, **__: False),
    ],
)
def test_the_model_sees_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, place: str, fault: Any
) -> None:
    monkeypatch.setattr(place, fault)

    with pytest.raises(BaseException, match="Failing test case"):
        live(200, derandomize=True)
