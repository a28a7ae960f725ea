"""A mail says in its subject what happened, and in its text what is to be done now."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import OutboxMessage
from orders.models import Order
from orders.services import Adjustment, Parcel, adjust_price, expire_order, ship_order
from orders.services.receiving import remind_unpaid
from orders.states import Actor
from payments.services import cancel_order
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    pieces_back,
)

pytestmark = pytest.mark.django_db


def latest(order: Order) -> OutboxMessage:
    return OutboxMessage.objects.filter(key__contains=order.number).latest("pk")


def mailed(**facts: str) -> Order:
    variants = make_variant(price="30.00"), make_variant(price="20.00")
    return make_paid_order(*variants, email="mei@example.com", **facts)


def send(order: Order, number: str, *line_ids: int) -> None:
    pieces = dict.fromkeys(line_ids, 1)
    parcel = Parcel(carrier="SF Express", tracking_number=number, pieces=pieces)
    ship_order(order_id=order.pk, parcel=parcel, now=NOON)


def test_of_a_part_that_is_on_its_way_and_of_the_rest_that_follows() -> None:
    order = mailed()
    first, second = order.lines.order_by("pk")
    send(order, "SF1", first.pk)

    mail = latest(order)

    assert mail.subject == f"Part of your order {order.number} is on its way"
    assert f"SF Express: SF1\n1 × {first.name}\n" in mail.body
    assert second.name not in mail.body
    assert "The rest follows in another parcel." in mail.body


def test_of_the_last_parcel_and_until_when_to_speak_up() -> None:
    order = mailed()
    first, second = order.lines.order_by("pk")
    send(order, "SF1", first.pk)
    send(order, "SF2", second.pk)

    mail = latest(order)

    assert mail.subject == f"Your order {order.number} is on its way"
    assert "The order counts as received on Nov. 30, 2026." in mail.body
    assert "The rest follows" not in mail.body


def test_of_a_part_of_the_money() -> None:
    order = mailed()
    pieces_back(order, 1)

    mail = latest(order)

    assert mail.subject == f"We refund ¥30.00 of order {order.number}"
    assert f"/orders/{order.number}/" in mail.body


def test_of_a_price_that_was_agreed_upon() -> None:
    order = make_order(make_variant(price="30.00"), email="mei@example.com")
    agreed = Adjustment(reduction=Decimal(2), shipping=Decimal(12), reason="Sorry")
    adjust_price(order_id=order.pk, adjustment=agreed, now=NOON, actor_id=None)

    mail = latest(order)

    assert mail.subject == f"Order {order.number} now costs ¥40.00"
    assert "Price agreed with the shop: −¥2.00" in mail.body
    assert "Pay here:" in mail.body


def test_of_the_time_that_runs_out_and_of_money_that_came_after_it() -> None:
    order = make_order(make_variant(), email="mei@example.com")
    attempt = make_attempt(order)
    assert remind_unpaid(order_id=order.pk, now=order.remind_at)
    reminder = latest(order)
    expire_order(order_id=order.pk, now=order.pay_by)
    capture(attempt, now=order.pay_by + timedelta(minutes=1))

    mail = latest(order)

    assert reminder.subject == f"Your order {order.number} still waits for payment"
    assert "We hold the goods for you until Nov. 20, 2026, 8:30 p.m.\n" in reminder.body
    assert mail.subject == (
        f"Your late payment has arrived: order {order.number} is on again"
    )


def test_of_a_cancelled_order_whether_money_goes_back() -> None:
    paid, unpaid = mailed(), make_order(make_variant(), email="mei@example.com")
    for order in (paid, unpaid):
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER, reason="")

    assert "What you have paid goes back the way it came." in latest(paid).body
    assert "goes back" not in latest(unpaid).body
    assert "Nothing was paid, and nothing has to be." in latest(unpaid).body


def test_without_an_e_mail_an_sms_says_the_same_in_one_line() -> None:
    order = make_paid_order(make_variant(), language="zh-hans")
    send(order, "SF1", order.lines.get().pk)

    message = latest(order)

    assert message.channel == "sms"
    assert "\n" not in message.body
    assert order.number in message.body
