"""Whatever is done to orders in whatever order, the shop agrees with the arithmetic
of a few integers, and every law holds (cart × order × pay × refund × time-out)."""

from decimal import Decimal
from typing import Any

import pytest

from orders import refunding
from orders.models import OrderLine
from tests.model.living import EXAMPLES, live
from tests.model.parcels import Shop

pytestmark = [pytest.mark.django_db]


def test_the_shop_and_the_model_agree() -> None:
    live(Shop, EXAMPLES)


def a_cent_too_little(line: OrderLine, quantity: int) -> Decimal:
    return max(refunding.left_of_goods(line) - Decimal("0.01"), Decimal(0))


all_of_it = property(lambda line: line.quantity)


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("orders.refunding._goods_back", a_cent_too_little),
        ("orders.models.line.OrderLine.left_to_ship", all_of_it),
        ("payments.services.capturing.revive_order", lambda *_, **__: False),
    ],
)
def test_the_model_sees_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, place: str, fault: Any
) -> None:
    monkeypatch.setattr(place, fault)

    with pytest.raises(BaseException, match="Failing test case"):
        live(Shop, 200, derandomize=True)
