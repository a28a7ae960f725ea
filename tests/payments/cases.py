"""Money that waits for somebody to decide about it."""

from decimal import Decimal

from orders.models import Order
from payments.models import MoneyCase, Refund
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    fail,
    make_attempt,
    make_paid_order,
    pieces_back,
    whole_refund,
)


def a_failed_part() -> tuple[Order, MoneyCase]:
    """Two of three pieces could not be paid back; the order lives on."""
    order = ship(make_paid_order(make_variant(), quantity=3))
    return order, fail(pieces_back(order, 2))


def a_failed_whole() -> tuple[Order, MoneyCase]:
    order = make_paid_order(make_variant())
    return order, fail(whole_refund(order))


def a_failed_surplus() -> tuple[Order, MoneyCase]:
    order = make_paid_order(make_variant())
    capture(order.attempts.get(), trade_no="T-again")
    return order, fail(Refund.objects.get())


def a_mismatch(**wrong) -> tuple[Order, MoneyCase]:
    order = make_order(make_variant())
    capture(make_attempt(order), **{"amount": Decimal("30.00"), **wrong})
    return order, MoneyCase.objects.get(order=order)
