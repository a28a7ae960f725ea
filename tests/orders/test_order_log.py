"""A buyer reads every event of an order but the shop's own notes, in words."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order, OrderEvent
from orders.selectors import order_page
from orders.services import Adjustment, adjust_price, change_address
from orders.services.notes import add_note
from orders.services.receiving import receive_silently
from orders.states import Actor
from payments.services import Wish, refund_order
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order, staff_reason

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def latest(order: Order) -> tuple[str, str, str]:
    event = order_page(Order.objects.get(pk=order.pk), now=NOON).events[0]
    return event["title"], event["text"], event["who"]


def test_another_price_is_shown_before_and_after() -> None:
    order = make_order(make_variant(price="50.00"))
    agreed = Adjustment(
        reduction=Decimal("8.00"), shipping=order.shipping_amount, reason="Sorry"
    )
    adjust_price(order_id=order.pk, adjustment=agreed, now=NOON, actor_id=None)

    assert latest(order) == ("Price changed", "¥62.00 → ¥54.00 · Sorry", "the shop")


def test_another_address_is_said_without_saying_where() -> None:
    order = make_order(make_variant())
    change_address(
        order_id=order.pk,
        address={"detail": "2 Hill Road"},
        now=NOON + HOUR,
        actor=Actor.BUYER,
    )

    assert latest(order) == ("Delivery address changed", "", "you")


def test_a_part_that_goes_back_is_said_with_its_amount() -> None:
    order = make_paid_order(make_variant(price="50.00"))
    wish = Wish(amount=Decimal("5.00"))
    refund_order(order_id=order.pk, now=NOON, why=staff_reason("Scratch"), wish=wish)

    assert latest(order) == ("Partly refunded", "¥5.00 · Scratch", "the shop")


def test_receipt_by_time_out_is_nobodys_deed() -> None:
    order = ship(make_paid_order(make_variant()))
    assert receive_silently(order_id=order.pk, now=order.receive_by)

    assert latest(order) == ("Counted as received", "", "automatically")


def test_an_event_of_the_first_days_lacks_facts_and_is_shown_all_the_same() -> None:
    order = make_order(make_variant())
    order.events.create(
        kind=OrderEvent.Kind.PRICE,
        old=order.status,
        new=order.status,
        actor=Actor.STAFF,
        reason="As agreed",
        at=NOON,
    )

    assert latest(order) == ("Price changed", "As agreed", "the shop")


def test_notes_are_the_shops_own() -> None:
    order = make_order(make_variant())
    add_note(
        order_id=order.pk,
        text="Difficult",
        now=NOON,
        actor_id=make_user(is_staff=True).pk,
    )

    assert latest(order)[0] == "Order placed"
