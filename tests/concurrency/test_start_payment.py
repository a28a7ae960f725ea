"""However often "pay" is tapped, an order has one open attempt and one trade."""

import time
from functools import partial

import pytest

from payments.gateways.demo import bank
from payments.models import DemoTrade, PaymentAttempt
from payments.services import start_payment
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import (
    A_MOMENT,
    ROUNDS,
    at_once,
    errors,
    is_seen,
    unlock_orders,
)
from tests.conftest import NOON
from tests.orders.factories import make_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def tap_often() -> tuple[int, int, list[str]]:
    order = make_order(make_variant())
    work = partial(start_payment, order_id=order.pk, gateway="demo", now=NOON)
    failures = errors(at_once(*[work] * 8))
    numbers = PaymentAttempt.objects.filter(order=order).values("out_trade_no")
    trades = DemoTrade.objects.filter(out_trade_no__in=numbers)
    return numbers.count(), trades.count(), failures


def test_many_taps_are_one_payment() -> None:
    for _ in range(ROUNDS):
        assert tap_often() == (1, 1, [])


def test_without_the_orders_lock_the_taps_collide(monkeypatch) -> None:
    unlock_orders(monkeypatch)

    assert is_seen(lambda: tap_often()[2] != [])


def test_without_the_banks_lock_there_are_several_trades(monkeypatch) -> None:
    def slowly() -> str:
        time.sleep(A_MOMENT)
        return new_trade_number()

    new_trade_number = bank._new_trade_number
    monkeypatch.setattr(bank, "_new_trade_number", slowly)
    monkeypatch.setattr(bank, "hold", lambda *names: None)

    assert is_seen(lambda: tap_often()[1] > 1)
