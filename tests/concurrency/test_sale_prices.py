"""Of sales of one article that are planned at once, no two ever meet."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet

from promotions.models import ScheduledPrice
from promotions.sales import services
from shop.laws.promotions_offers import sale_prices_do_not_meet
from tests.catalog.factories import make_variant
from tests.concurrency.processes import SOME_ROUNDS, kinds, race
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
DAY = timedelta(days=1)
RACERS = 4


def plan_at_once(pots: list[int]) -> list[list[str]]:
    """In each round all want the same day of another article."""

    def plan(number: int) -> None:
        services.schedule_price(
            variant_id=pots[number],
            price=Decimal(9),
            starts_at=NOON + DAY,
            ends_at=NOON + 2 * DAY,
            now=NOON,
        )

    return race(*[plan] * RACERS, rounds=len(pots))


def test_one_of_them_comes_through() -> None:
    pots = [make_variant().pk for _round in range(SOME_ROUNDS)]

    rounds = plan_at_once(pots)

    assert all(errors == ["SalesOverlap"] * (RACERS - 1) for errors in rounds)
    assert ScheduledPrice.objects.count() == len(pots)
    assert not sale_prices_do_not_meet(NOON).exists()


@pytest.mark.breaks_laws
def test_would_not_without_the_variants_row(monkeypatch: Any) -> None:
    """The control: unheld, several find the day free."""
    pots = [make_variant().pk for _round in range(SOME_ROUNDS)]

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    rounds = plan_at_once(pots)

    assert sale_prices_do_not_meet(NOON).exists()
    assert kinds(rounds) <= {"SalesOverlap"}
