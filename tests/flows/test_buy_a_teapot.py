"""From the shelf to the door, through real addresses and the demo bank's own page."""

import json
import re

import pytest
from django.test import Client

from accounts.models import OutboxMessage
from orders.models import Order
from orders.states import OrderStatus
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.jobs import send_refunds, settle_stored_events
from payments.models import DemoTrade, Refund
from payments.services import expire_order
from payments.states import RefundStatus
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.walks import at_noon, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
LATER = NOON.replace(hour=13)
STAMP = str(int(NOON.timestamp()))
ADDRESS = {
    "email": "guest@example.com",
    "name": "Ada Long",
    "phone": "13800138000",
    "country": "CN",
    "province": "浙江省",
    "city": "Hangzhou",
    "detail": "88 Wensan Road",
}


def fields_of(page: str) -> dict[str, list[str]]:
    """The hidden fields that a page's forms send back."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page
    ):
        found.setdefault(name, []).append(value)
    return found


def place(client: Client) -> Order:
    teapot = make_variant(price="20.00")
    make_rate()
    client.post("/cart/add/", {"product": teapot.product_id, "quantity": 2})
    page = text_of(client.get("/checkout/"))
    client.post("/checkout/", fields_of(page) | ADDRESS | {"shipping": "standard"})
    return Order.objects.get()


def at_the_bank(client: Client, order: Order, action: str) -> str:
    """Choose to pay, do something at the bank, and come back; the page seen last."""
    cashier = client.post(f"/orders/{order.number}/pay/", {"gateway": "demo"})
    response = client.post(cashier.url, {"action": action}, follow=True)
    return text_of(response)


def call_back(trade: DemoTrade) -> None:
    """The bank's signed callback, as it goes over the wire."""
    facts = {
        "event_id": f"paid-{trade.trade_no}",
        "kind": "trade.paid",
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "amount": str(trade.amount),
        "currency": trade.currency,
    }
    body = json.dumps(facts).encode()
    answer = Client().post(
        "/payments/demo/callback/",
        data=body,
        content_type="application/json",
        headers={TIMESTAMP: STAMP, SIGNATURE: sign(body, STAMP)},
    )
    assert answer.content == b"ok"


def test_buys_pays_and_receives(client: Client) -> None:
    order = place(client)

    page = at_the_bank(client, order, "pay")
    ship(order)
    client.post(f"/orders/{order.number}/received/")

    order.refresh_from_db()
    assert "Your payment is here" in page
    assert order.status == OrderStatus.RECEIVED
    kinds = OutboxMessage.objects.values_list("key", flat=True).order_by("pk")
    assert [key.split("-")[2] for key in kinds] == ["placed", "paid", "shipped"]


def test_is_paid_by_the_callback_alone(client: Client) -> None:
    order = place(client)
    at_the_bank(client, order, "delay")

    call_back(DemoTrade.objects.get())
    settle_stored_events(LATER)

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT
    page = text_of(client.get(f"/orders/{order.number}/"))
    assert "We are packing your order" in page


def test_declines_and_tries_again(client: Client) -> None:
    order = place(client)

    first = at_the_bank(client, order, "decline")
    second = at_the_bank(client, order, "pay")
    call_back(DemoTrade.objects.get())
    settle_stored_events(LATER)

    assert "The payment was not made" in first
    assert "Checking your payment" in second  # asked a moment ago: not again so soon
    last = text_of(client.get(f"/orders/{order.number}/pay/wait/", follow=True))
    assert "Your payment is here" in last


def test_sends_the_second_payment_back(client: Client) -> None:
    order = place(client)
    at_the_bank(client, order, "twice")

    for trade in DemoTrade.objects.order_by("pk"):
        call_back(trade)
    settle_stored_events(LATER)
    send_refunds(LATER)

    order.refresh_from_db()
    refund = Refund.objects.get()
    assert order.status == OrderStatus.AWAITING_SHIPMENT
    assert (refund.cause, refund.status) == (Refund.Cause.SURPLUS, RefundStatus.DONE)
    assert (refund.amount, order.captured - order.refunded) == (
        order.total,
        order.total,
    )
    assert "paid twice" in text_of(client.get(f"/orders/{order.number}/"))


def pay_too_late(client: Client, order: Order) -> DemoTrade:
    """The bank takes money that it tells of only after the time-out."""
    at_the_bank(client, order, "delay")
    trade = DemoTrade.objects.get()
    DemoTrade.objects.update(paid_at=None, status="waiting")
    assert expire_order(order_id=order.pk, now=LATER)
    return trade


def test_revives_an_order_by_late_money(client: Client) -> None:
    order = place(client)
    trade = pay_too_late(client, order)

    call_back(trade)
    settle_stored_events(LATER)

    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_SHIPMENT
    assert not Refund.objects.exists()
    page = text_of(client.get(f"/orders/{order.number}/"))
    assert "We are packing your order" in page


def test_sends_late_money_back_when_the_goods_are_gone(client: Client) -> None:
    order = place(client)
    trade = pay_too_late(client, order)
    make_order(order.lines.get().variant, quantity=9)

    call_back(trade)
    settle_stored_events(LATER)
    DemoTrade.objects.update(status="paid")
    send_refunds(LATER)

    order.refresh_from_db()
    refund = Refund.objects.get()
    assert order.status == OrderStatus.CANCELLED
    assert (refund.cause, refund.status) == (Refund.Cause.LATE, RefundStatus.DONE)
    page = text_of(client.get(f"/orders/{order.number}/"))
    assert "It was not paid in time." in page
    assert "You paid after the order was closed" in page


def test_a_guest_comes_back_by_the_link_in_the_mail(client: Client) -> None:
    order = place(client)
    mail = OutboxMessage.objects.get()
    path = re.search(r"https?://[^/]+(/\S+)", mail.body)[1]

    response = Client().get(path, follow=True)

    assert order.number in text_of(response)
