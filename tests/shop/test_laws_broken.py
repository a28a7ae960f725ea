"""Whoever breaks a law behind the shop's back is found out, by that very law's name."""

from collections.abc import Iterator

import pytest

from catalog.models import PriceLog, Variant
from orders.models import DiscountShare, Order, OrderEvent, OrderLine, ShipmentLine
from payments.models import PaymentAttempt, RefundLine
from shop.laws.book import book
from tests.kept_rows import kept
from tests.laws import broken_laws
from tests.shop.law_breakers import ship_what_was_not_bought
from tests.shop.law_table import ALSO, BREAKERS
from tests.shop.law_world import broken, make_shop, unguarded

pytestmark = pytest.mark.django_db
TRIGGERS = "ledgers_are_append_only"  # broken all the while: they are gone


@pytest.fixture(scope="module", autouse=True)
def _unguarded_shop(django_db_setup, django_db_blocker) -> Iterator[None]:
    with kept(django_db_blocker):
        make_shop()
        with unguarded():
            yield


def test_every_law_is_broken_below() -> None:
    assert set(BREAKERS) == set(book)


@pytest.mark.parametrize("name", BREAKERS)
def test_exactly_the_broken_law_is_named(name: str) -> None:
    BREAKERS[name]()

    assert set(broken()) == {name, TRIGGERS} | ALSO.get(name, set())
    assert set(broken_laws()) == set(filter(is_breach, broken()))


def is_breach(name: str) -> bool:
    return not book[name].is_promptness


def test_a_movement_of_what_was_not_bought_is_a_breach() -> None:
    ship_what_was_not_bought()

    assert broken() == {"moves_name_their_cause": 2, TRIGGERS: broken()[TRIGGERS]}


# --- rows that are missing: there is nothing to add up, and that is wrong too ------------

MISSING = {
    "parcels_hold_what_was_sent": (
        ShipmentLine,
        lambda: OrderLine.objects.filter(shipped_quantity__gt=0),
    ),
    "line_reductions_are_named": (
        DiscountShare,
        lambda: OrderLine.objects.filter(discount_amount__gt=0),
    ),
    "lines_know_their_refunds": (
        RefundLine,
        lambda: OrderLine.objects.exclude(refunded_amount=0),
    ),
    "price_is_the_last_logged": (PriceLog, Variant.objects.all),
    "state_is_the_end_of_the_log": (OrderEvent, Order.objects.all),
}


@pytest.mark.parametrize("name", MISSING)
def test_rows_that_are_missing_are_a_breach(name: str) -> None:
    model, concerned = MISSING[name]
    rows = model._base_manager.all()
    rows._raw_delete(rows.db)

    assert broken()[name] == concerned().count() > 0


def test_an_order_without_lines_is_a_breach() -> None:
    order = Order.objects.earliest("pk")
    order.lines.update(order=Order.objects.exclude(pk=order.pk).latest("pk"))

    assert broken()["order_is_the_sum_of_its_lines"] == 2


def test_money_without_an_attempt_is_a_breach() -> None:
    attempts = PaymentAttempt.objects.filter(settles=True)
    orders = Order.objects.filter(status="awaiting_shipment", refunded=0)
    paid, other = orders.order_by("pk")[:2]
    attempts.filter(order=paid).update(order=other, settles=False)

    found = broken()
    assert found["order_knows_its_money"] == 2
    assert found["one_attempt_settles"] == 1
