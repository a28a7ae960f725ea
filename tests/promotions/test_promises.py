"""Whatever an order holds is taken, kept, given back and taken again with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from catalog.models import Variant
from catalog.stock import reserve_stock
from orders.models import Order
from orders.services import (
    cancel_order,
    confirm_receipt,
    expire_order,
    place_order,
    record_capture,
    revive_order,
    settle_order,
)
from orders.services.receiving import complete_order
from orders.states import Actor, OrderStatus
from promotions import registry
from promotions.promises import Bill, Promise, Receipt
from shop.kernel.errors import DomainError
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout, make_order, ship

pytestmark = pytest.mark.django_db
TOO_LATE = NOON + timedelta(hours=1)


class Gone(DomainError):
    pass


class Notebook(Promise):
    """Writes down what it is asked; says no, or has orders wait, on demand."""

    def __init__(self, name: str = "note", *, is_after_stock: bool = False) -> None:
        self.name, self.is_after_stock = name, is_after_stock
        self.said: list[str] = []
        self.is_gone = self.waits = False
        self.reserved: list[int] = []
        self.covers: dict[int, int] = {}
        self.receipt: Receipt | None = None

    def is_wanted(self, bill: Bill) -> bool:
        return True

    def take(self, bill: Bill, *, now: datetime) -> Mapping[int, int]:
        if self.is_gone:
            raise Gone
        self.said.append("take")
        self.reserved = list(Variant.objects.values_list("reserved", flat=True))
        reserve_stock(self.covers, reference=bill.number, now=now)
        return self.covers

    def keep(self, number: str, *, now: datetime) -> bool:
        self.said.append("keep")
        return self.waits

    def give_back(self, number: str, *, now: datetime) -> None:
        self.said.append("give back")

    def take_again(self, number: str, *, now: datetime) -> Mapping[int, int]:
        if self.is_gone:
            raise Gone
        self.said.append("again")
        return {}

    def complete(self, receipt: Receipt, *, now: datetime) -> None:
        self.said.append("complete")
        self.receipt = receipt


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    promise = Notebook()
    monkeypatch.setattr(registry, "PROMISES", (promise,))
    return promise


def paid(order: Order) -> Order:
    record_capture(order, amount=order.total)
    settle_order(order, now=NOON)
    order.refresh_from_db()
    return order


def test_an_order_knows_which_kinds_it_holds(monkeypatch) -> None:
    first, last = Notebook("first"), Notebook("last", is_after_stock=True)
    monkeypatch.setattr(registry, "PROMISES", (last, first))

    order = make_order(make_variant(on_hand=3))

    assert set(Order.objects.get(pk=order.pk).promises.split()) == {"first", "last"}
    assert (first.reserved, last.reserved) == ([0], [1])


def test_a_promise_that_is_gone_keeps_everything_as_it_was(note: Notebook) -> None:
    note.is_gone = True
    cart = make_cart(make_variant(on_hand=3))
    checkout = make_checkout(cart)

    with pytest.raises(Gone):
        place_order(checkout=checkout, now=NOON)

    assert not Order.objects.exists()
    assert cart.lines.count() == 1
    assert Variant.objects.get().reserved == 0


def test_stock_that_came_with_a_promise_is_not_taken_twice(note: Notebook) -> None:
    pot = make_variant(on_hand=3)
    note.covers = {pot.pk: 1}

    make_order(pot, quantity=1)

    assert Variant.objects.get().reserved == 1


def test_is_kept_when_the_order_is_paid(note: Notebook) -> None:
    order = paid(make_order(make_variant()))

    assert note.said == ["take", "keep"]
    assert order.status == OrderStatus.AWAITING_SHIPMENT


def test_may_have_a_paid_order_wait_for_others(note: Notebook) -> None:
    note.waits = True

    assert paid(make_order(make_variant())).status == OrderStatus.AWAITING_TEAM


@pytest.mark.parametrize("ending", ["time-out", "cancel"])
def test_is_given_back_with_the_order(note: Notebook, ending: str) -> None:
    order = make_order(make_variant())

    if ending == "cancel":
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)
    else:
        expire_order(order_id=order.pk, now=TOO_LATE)

    assert note.said == ["take", "give back"]


def test_is_taken_again_by_late_money(note: Notebook) -> None:
    order = make_order(make_variant())
    expire_order(order_id=order.pk, now=TOO_LATE)
    order.refresh_from_db()

    assert revive_order(order, now=TOO_LATE)

    assert note.said == ["take", "give back", "again", "keep"]


def test_keeps_late_money_from_reviving_where_it_is_gone(note: Notebook) -> None:
    order = make_order(make_variant(on_hand=3))
    expire_order(order_id=order.pk, now=TOO_LATE)
    order.refresh_from_db()
    note.is_gone = True

    assert not revive_order(order, now=TOO_LATE)

    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert Variant.objects.get().reserved == 0


def test_is_told_what_a_completed_order_came_to(note: Notebook) -> None:
    order = ship(paid(make_order(make_variant(price="30.00"), quantity=2)))
    confirm_receipt(order_id=order.pk, now=NOON)

    complete_order(order_id=order.pk, now=NOON + timedelta(days=30))

    assert note.receipt == Receipt(
        number=order.number, owner_id=None, goods=Decimal(60), returned=Decimal(0)
    )
