"""Rows and changes whose statement is put together once are those Django would write."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import isolate_apps

from accounts.models import OutboxMessage
from catalog.models import StockMove, Variant
from orders.models import Order, OrderEvent
from shop.kernel.fields import A
from shop.kernel.prepared_writes import (
    Update,
    change,
    insert,
    insert_unless_there,
    prepared_delete,
    prepared_update,
)
from tests.catalog.factories import NOON, make_variant
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db


@prepared_update
def _take(sku: str, quantity: int) -> Update:
    left = Variant.objects.filter(sku=sku, on_hand__gte=quantity)
    return left, {"on_hand": F("on_hand") - quantity}


def moves(*deltas: int) -> list[StockMove]:
    variant = make_variant()
    return [
        StockMove(
            variant=variant,
            kind=StockMove.Kind.ADJUST,
            on_hand_delta=delta,
            reason="count",
            at=NOON,
        )
        for delta in deltas
    ]


@pytest.mark.breaks_laws
def test_rows_are_what_django_reads_again(django_assert_num_queries) -> None:
    rows = moves(3, 5)

    with django_assert_num_queries(1):
        insert(rows)

    found = {row.pk: row for row in StockMove.objects.filter(reason="count")}
    for row in rows:
        assert (row._state.adding, row._state.db) == (False, "default")
        for field in StockMove._meta.concrete_fields:
            assert getattr(found[row.pk], field.attname) == getattr(row, field.attname)


def test_json_dates_and_nothing_are_written_as_django_does() -> None:
    order = make_order(make_variant())
    facts = {"sum": "3.00", "who": "孟"}
    event = OrderEvent(order=order, new=order.status, facts=facts, actor="x", at=NOON)

    insert([event])

    again = OrderEvent.objects.get(pk=event.pk)
    assert (again.facts, again.at, again.actor_user_id) == (facts, NOON, None)


def test_one_that_is_there_stays_as_it_is() -> None:
    def message(body: str) -> OutboxMessage:
        to = {"channel": "mail", "recipient": "mei@example.com"}
        return OutboxMessage(key="hello", body=body, due_at=NOON, **to)

    first, second = message("one"), message("two")

    assert insert_unless_there(first, "key")
    assert not insert_unless_there(second, "key")

    assert (OutboxMessage.objects.get().body, second.pk) == ("one", None)


def test_rows_go_that_nothing_hangs_on() -> None:
    for key in ("one", "two"):
        OutboxMessage.objects.create(
            key=key, channel="mail", recipient="m", due_at=NOON
        )

    @prepared_delete
    def forget(keys: list[str]) -> models.QuerySet[OutboxMessage]:
        return OutboxMessage.objects.filter(key__in=keys)

    gone = forget(keys=["one", "none"]), forget(keys=[]), forget(keys=["one"])

    assert gone == (1, 0, 0)
    assert OutboxMessage.objects.get().key == "two"


def test_rows_that_something_hangs_on_are_not_deleted_so() -> None:
    variant = make_variant()

    @prepared_delete
    def forget(pk: int) -> models.QuerySet[Variant]:
        return Variant.objects.filter(pk=pk)

    with pytest.raises(TypeError, match="one statement"):
        forget(pk=variant.pk)


def test_none_is_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert([])


def test_the_database_still_refuses() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(moves(3, 0))  # a move moves something

    assert not StockMove.objects.filter(reason="count").exists()


def test_a_transaction_in_which_the_database_refused_is_not_gone_on_with() -> None:
    variant = make_variant()

    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert([StockMove(variant=variant, kind="adjust", at=NOON)])
        broken = transaction.get_rollback()
        transaction.set_rollback(True)

    assert broken


@isolate_apps("catalog")
def test_what_the_database_fills_in_is_refused() -> None:
    class Dated(models.Model):
        at = models.DateTimeField(db_default=Now())

        class Meta:
            app_label = "catalog"

        def __str__(self) -> str:
            return str(self.at)

    with pytest.raises(TypeError, match="database fills in"):
        insert([Dated()])


@pytest.mark.breaks_laws
def test_a_change_says_how_many_rows_it_changed() -> None:
    make_variant(sku="POT", on_hand=5)

    changed = [_take(sku="POT", quantity=3), _take(sku="POT", quantity=3)]

    assert (changed, Variant.objects.get().on_hand) == ([1, 0], 2)
    assert _take(sku="none", quantity=1) == 0


def test_of_none_none_is_changed(django_assert_num_queries) -> None:
    @prepared_update
    def empty(skus: list[str]) -> Update:
        return Variant.objects.filter(sku__in=skus), {"on_hand": 0}

    with django_assert_num_queries(0):
        assert empty(skus=[]) == 0


def test_a_value_that_is_stored_otherwise_is_refused() -> None:
    @prepared_update
    def reprice(price: object) -> Update:
        return Variant.objects.filter(price=price), {"sku": "X"}

    with pytest.raises(TypeError, match="another form"):
        reprice(price=3)


@pytest.mark.breaks_laws
def test_an_amount_is_counted_in_whole_currency() -> None:
    variant = make_variant(price="12.50")

    @prepared_update
    def raise_by(pk: int, more: Decimal, least: Decimal) -> Update:
        dear = Variant.objects.filter(pk=pk, price__gte=least)
        return dear, {"price": A("price") + more}

    more = Decimal("0.00")
    assert raise_by(pk=variant.pk, more=more, least=more) == 1
    assert raise_by(pk=variant.pk, more=Decimal("1.25"), least=Decimal("12.50")) == 1
    assert raise_by(pk=variant.pk, more=Decimal("1.25"), least=Decimal("14")) == 0

    assert Variant.objects.get().price == Decimal("13.75")


@isolate_apps("catalog")
def test_a_decimal_that_is_no_amount_is_refused() -> None:
    class Rated(models.Model):
        rate = models.DecimalField(max_digits=5, decimal_places=2)

        class Meta:
            app_label = "catalog"

        def __str__(self) -> str:
            return str(self.rate)

    @prepared_update
    def rate(rate: Decimal) -> Update:
        return Rated._base_manager.all(), {"rate": rate}

    with pytest.raises(TypeError, match="another form"):
        rate(rate=Decimal(0))  # which equals 0


def test_fields_of_a_row_that_is_there(django_assert_num_queries) -> None:
    """Amounts, moments and nothing, and no others."""
    order = make_order(make_variant(), now=NOON)
    order.captured, order.paid_at, order.kind = Decimal("7.25"), NOON, "odd"

    with django_assert_num_queries(1):
        change(order, "captured", "paid_at", "email", "remind_at")
    order.remind_at = None
    change(order, "captured", "paid_at", "email", "remind_at")

    again = Order.objects.get()
    assert (again.captured, again.paid_at, again.remind_at) == (
        order.captured,
        NOON,
        None,
    )
    assert again.kind == "regular"


def test_a_row_that_is_gone_can_not_be_changed() -> None:
    with pytest.raises(DatabaseError):
        change(OutboxMessage(pk=404), "error")
