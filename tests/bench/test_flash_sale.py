"""`bench flash-sale` counts what was sold and what everybody was told.  No test asks
how fast."""

import re

import pytest

from orders.models import Order
from promotions.models import FlashClaim
from shop.bench import flash_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.breaks_laws]


@pytest.fixture(autouse=True)
def _few(monkeypatch) -> None:
    monkeypatch.setattr(flash_sale, "HOT", 4)
    monkeypatch.setattr(flash_sale, "TIMES", 1)


def rush() -> list[str]:
    return flash_sale.measure(buyers=8, pieces=3, processes=2, threads=1)


def test_claims_and_orders_are_counted_beside_the_bare_row() -> None:
    lines = rush()

    assert (FlashClaim.objects.count(), Order.objects.count()) == (20 + 6, 20 * 2 + 3)
    told = [line for line in lines if "sold 3, over 0, under 0" in line]
    assert len(told) == 2
    assert all("'sold': 3" in line for line in told)
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [
        "crowd",
        "hot",
        "claims",
        "orders",
    ]


def test_overselling_would_show(monkeypatch) -> None:
    monkeypatch.setattr("promotions.flash_sales.claiming._take", lambda *_: True)

    lines = rush()

    assert len(re.findall(r"sold 8, over 5, under 0", "\n".join(lines))) == 2
