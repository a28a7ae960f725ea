"""`manage.py check_ledger` proves every law, and names the one that is broken."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Max

from accounts.models import OutboxMessage
from catalog.models import PriceLog, Product, StockMove, Variant
from orders.models import Order, OrderEvent, OrderLine, Shipment, ShipmentLine
from orders.services import expire_order
from orders.states import OrderStatus
from payments.models import GatewayEvent, PaymentAttempt, Refund
from shop.kernel.append_only import drop_triggers
from shop.laws.book import book, examine_all
from shop.laws.jobs import check_the_ledger
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    whole_refund,
)

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)


def make_shop() -> None:
    """Something of everything: unpaid, paid, shipped, expired, refunded, paid twice."""
    cup, pot = make_variant(on_hand=50), make_variant(on_hand=50, price="7.77")
    make_order(cup, pot, quantity=2)
    make_paid_order(cup, pot, quantity=3)
    ship(make_paid_order(cup, quantity=4))
    late = make_order(pot)
    attempt = make_attempt(late)
    expire_order(order_id=late.pk, now=late.pay_by)
    capture(attempt)
    back = make_paid_order(pot)
    whole_refund(back)
    twice = make_paid_order(cup)
    capture(twice.attempts.get(), trade_no="T-again")
    GatewayEvent.objects.create(
        gateway="demo",
        event_id="1",
        kind="trade.paid",
        attempt=attempt,
        facts={},
        received_at=NOON,
        processed_at=NOON,
        outcome="settled the order",
    )


@pytest.fixture
def _unguarded() -> Iterator[None]:
    """Nothing in the database refuses any more (until the test is rolled back)."""
    make_shop()
    drop_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in (Variant, StockMove, Order, OrderLine, PaymentAttempt):
                for rule in model._meta.constraints:
                    if hasattr(rule, "condition") and not hasattr(rule, "fields"):
                        cursor.execute(
                            f'ALTER TABLE "{model._meta.db_table}"'
                            f' DROP CONSTRAINT "{rule.name}"'
                        )
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def one(model, **which):
    """A queryset of exactly one row, to break."""
    return model.objects.filter(pk=model.objects.filter(**which).first().pk)


S, K = OrderStatus, StockMove.Kind
LATE = NOON - timedelta(hours=2)

BREAKERS = {
    "stock_within_bounds": lambda: one(Variant).update(reserved=F("on_hand") + 1),
    "stock_equals_its_ledger": lambda: one(StockMove).update(
        on_hand_delta=F("on_hand_delta") + 1
    ),
    "reserved_is_what_orders_hold": lambda: one(Variant).update(
        reserved=F("reserved") + 1
    ),
    "each_order_holds_its_own": lambda: one(StockMove, kind=K.RELEASE).update(
        reference=Order.objects.filter(status=S.AWAITING_SHIPMENT).first().number
    ),
    "parcels_left_the_warehouse": lambda: one(ShipmentLine).update(
        quantity=F("quantity") + 1
    ),
    "moves_do_what_they_say": lambda: one(StockMove, kind=K.RESERVE).update(
        kind=K.RETURN
    ),
    "moves_name_their_cause": lambda: one(StockMove, kind=K.SHIP).update(
        reference="NOBODY"
    ),
    "price_is_the_last_logged": lambda: one(Variant).update(price=1),
    "lowest_price_is_right": lambda: one(Product).update(price_from=1),
    "order_total_adds_up": lambda: one(Order).update(total=1),
    "order_is_the_sum_of_its_lines": lambda: one(OrderLine).update(quantity=9),
    "line_adds_up": lambda: one(OrderLine).update(total=1),
    "state_is_the_end_of_the_log": lambda: one(Order, status=S.SHIPPED).update(
        status=S.RECEIVED
    ),
    "log_has_no_gap": lambda: one(OrderEvent, new=S.SHIPPED).update(old=S.RECEIVED),
    "log_follows_the_table": lambda: one(OrderEvent, new=S.SHIPPED).update(
        old=S.PENDING_PAYMENT
    ),
    "states_have_their_times": lambda: one(Order, status=S.SHIPPED).update(
        shipped_at=None
    ),
    "parcels_hold_what_was_bought": lambda: one(ShipmentLine).update(quantity=1),
    "unpaid_orders_end_in_time": lambda: one(Order, status=S.PENDING_PAYMENT).update(
        pay_by=LATE
    ),
    "order_knows_its_money": lambda: one(Order, captured__gt=0).update(captured=1),
    "attempt_knows_its_refunds": lambda: one(Refund).update(amount=1),
    "refunds_within_captures": lambda: one(PaymentAttempt).update(
        refunded=F("captured") + 1
    ),
    "paid_orders_keep_their_total": lambda: one(
        Order, status=S.AWAITING_SHIPMENT
    ).update(refunded=1),
    "ended_orders_keep_nothing": lambda: one(
        Order, status=S.CANCELLED, captured__gt=0
    ).update(refunded=0),
    "one_attempt_settles": lambda: one(PaymentAttempt, settles=True).update(
        settles=False
    ),
    "captures_are_complete": lambda: one(PaymentAttempt, settles=True).update(
        trade_no=None
    ),
    "the_settling_amount_is_the_total": lambda: one(
        PaymentAttempt, settles=True
    ).update(captured=1),
    "refunds_are_never_forgotten": lambda: one(Refund).update(next_try_at=None),
    "events_have_an_outcome": lambda: one(GatewayEvent).update(outcome=""),
    "events_are_settled_in_time": lambda: one(GatewayEvent).update(
        received_at=LATE, processed_at=None
    ),
    "refunds_are_sent_in_time": lambda: one(Refund).update(next_try_at=LATE),
    "ledgers_are_append_only": lambda: None,  # the fixture has dropped the triggers
    "messages_leave_in_time": lambda: one(OutboxMessage).update(due_at=LATE),
}


def broken(now: datetime = SOON) -> dict[str, int]:
    return {found.law.name: found.count for found in examine_all(now) if found.count}


def test_a_shop_with_something_of_everything_is_sound() -> None:
    make_shop()

    assert broken() == {}


def test_an_empty_shop_is_sound() -> None:
    assert broken() == {}


def test_every_law_is_broken_below() -> None:
    assert set(BREAKERS) == set(book)


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("name", BREAKERS)
def test_a_broken_law_is_named(name: str) -> None:
    BREAKERS[name]()

    assert broken()[name] >= 1


@pytest.mark.usefixtures("_unguarded")
def test_a_row_that_is_missing_is_a_breach() -> None:
    Shipment.objects.update(order=Order.objects.filter(status=S.CANCELLED).first())
    ShipmentLine.objects.all().delete()
    PriceLog.objects.all().delete()

    found = broken()

    assert found["parcels_hold_what_was_bought"] == 1
    assert found["price_is_the_last_logged"] == Variant.objects.count()


@pytest.mark.usefixtures("_unguarded")
def test_an_order_without_a_log_is_a_breach() -> None:
    order = Order.objects.first()
    OrderEvent.objects.filter(order=order).delete()

    assert broken()["state_is_the_end_of_the_log"] == 1


@pytest.mark.usefixtures("_unguarded")
def test_the_command_names_the_first_rows_and_fails() -> None:
    worst = Order.objects.aggregate(pk=Max("pk"))["pk"]
    Order.objects.filter(pk=worst).update(total=1)
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as exit_code:
        call_command("check_ledger", stdout=out, stderr=err)

    assert exit_code.value.code == 1
    assert f"1 × order_total_adds_up: {worst}" in out.getvalue()
    assert "laws are broken." in err.getvalue()


def test_the_command_says_that_all_is_well() -> None:
    out = StringIO()

    call_command("check_ledger", stdout=out)

    assert f"{len(book)} laws were read; none is broken." in out.getvalue()


def test_late_work_is_shown_and_a_breach_only_when_asked() -> None:
    make_order(make_variant(), now=LATE)
    out = StringIO()

    call_command("check_ledger", stdout=out)
    with pytest.raises(SystemExit):
        call_command("check_ledger", "--prompt", stdout=StringIO(), stderr=StringIO())

    assert "LATE" in out.getvalue()


def test_a_breach_is_an_error_in_the_log_every_hour(caplog) -> None:
    variant = make_variant()
    Variant.objects.update(price=1)

    with caplog.at_level(logging.ERROR, logger="shop.laws.jobs"):
        count = check_the_ledger(NOON)

    assert count == 2
    assert f"price_is_the_last_logged broken by 1, first: {variant.pk}" in caplog.text


def test_asks_a_fixed_number_of_questions(django_assert_num_queries) -> None:
    make_shop()

    with django_assert_num_queries(len(book)):
        examine_all(NOON)
