"""`manage.py bench ledger` reads the laws of a big shop that is as sound as a small one."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import OutboxMessage
from catalog.models import StockMove, Variant
from orders.models import Order, OrderLine
from payments.models import MoneyCase, PaymentAttempt, Refund
from shop.bench import multiply
from shop.bench.ledger import read_laws
from shop.laws.book import book
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.shop.law_world import SOON, broken, make_orders

COPIED = [MoneyCase, Order, OrderLine, OutboxMessage, PaymentAttempt, Refund]


@pytest.mark.django_db
def test_a_multiplied_shop_is_sound(monkeypatch) -> None:
    monkeypatch.setattr(multiply, "ROWS_AT_ONCE", 40)
    make_orders()
    before = {model: model.objects.count() for model in COPIED}

    multiply.multiply_orders(times=3, now=NOON)

    assert {model: model.objects.count() for model in COPIED} == {
        model: 4 * count for model, count in before.items()
    }
    assert broken() == {}


@pytest.mark.django_db
def test_articles_stay_as_many_and_are_in_stock() -> None:
    make_orders()
    unwanted, articles = make_variant(on_hand=7), Variant.objects.count()

    multiply.multiply_orders(times=2, now=NOON)

    assert Variant.objects.count() == articles
    assert Variant.objects.get(pk=unwanted.pk).on_hand == 7
    assert StockMove.objects.filter(reason="bench").exists()


@pytest.mark.django_db
def test_every_law_is_read_and_timed() -> None:
    make_orders()
    Variant.objects.update(price=1)

    readings = list(read_laws(SOON))

    assert [reading.name for reading in readings] == list(book)
    outcomes = {reading.name: reading.outcome for reading in readings}
    assert outcomes["order_total_adds_up"] == "holds"
    assert "broken" in outcomes["price_is_the_last_logged"]


def test_nothing_is_measured_in_production(settings) -> None:
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("bench", "ledger")
