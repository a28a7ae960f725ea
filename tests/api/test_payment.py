"""Parameters for WeChat's own sheet: of one charge, and no proof of any payment."""

import base64
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client

from accounts.models import WeChatIdentity
from cart.models import ShippingRate
from orders.api import status_of
from orders.models import Order
from orders.services import expire_order
from orders.states import OrderStatus
from payments.errors import GatewayAway
from payments.gateways.demo.gateway import DemoGateway
from payments.models import GatewayEvent, PaymentAttempt
from payments.services import settle_event
from shop.kernel.clock import now
from tests.api.buyer import Buyer, make_buyer
from tests.api.calling import call
from tests.catalog.factories import make_variant
from tests.gateways.wechat.opening import opened
from tests.gateways.wechat.seals import MINI_APPID, key_of
from tests.payments.factories import capture, paid_body, signed

pytestmark = pytest.mark.django_db
WRONG, ABSENT = (400, "INVALID_PARAMS"), (404, "NOT_FOUND")
STATE = (409, "ORDER_STATE")
NAMES = ["timeStamp", "nonceStr", "package", "signType", "paySign"]


def ordered(mei: Buyer, price: str = "20.00") -> str:
    mei.fill(make_variant(price=price))
    return mei.order().body["orderId"]


def test_parameters_are_for_the_sheet_and_nothing_else(mei: Buyer) -> None:
    answer = mei.pay(ordered(mei))

    said = answer.body
    assert (answer.status, list(said)) == (200, NAMES)
    assert all(isinstance(text, str) and text for text in said.values())
    assert abs(int(said["timeStamp"]) - now().timestamp()) < 60
    assert re.fullmatch(r"[A-Za-z0-9]{1,32}", said["nonceStr"])
    assert said["package"] == f"prepay_id={PaymentAttempt.objects.get().out_trade_no}"
    assert said["signType"] == "HMAC-SHA256"


def test_again_they_are_fresh_for_the_same_charge(mei: Buyer) -> None:
    number = ordered(mei)

    first, again = mei.pay(number).body, mei.pay(number).body

    assert first["package"] == again["package"]
    assert first["nonceStr"] != again["nonceStr"]
    assert first["paySign"] != again["paySign"]
    attempt = PaymentAttempt.objects.get()
    assert attempt.amount == Order.objects.get().total == 32


def test_the_amount_comes_from_the_order_alone(mei: Buyer) -> None:
    number = ordered(mei)
    more = {"amount": 0.01, "totalAmount": "0.01", "openid": "o-thief", "total": 1}

    mei.ask(
        "POST",
        "/payment/create",
        {"orderId": number, "paymentMethod": "wechat"} | more,
    )

    assert PaymentAttempt.objects.get().amount == 32


def test_no_order_is_malformed_and_an_unknown_one_not_there(mei: Buyer) -> None:
    for odd in (None, [], {}, True, 1.5):
        assert mei.pay(odd).refused == WRONG, odd
    for odd in ("", "x", 0, 10**30, "undefined"):
        assert mei.pay(odd).refused == ABSENT, odd
    missing = mei.ask("POST", "/payment/create", {"paymentMethod": "wechat"})
    assert (missing.refused, list(missing.body["fields"])) == (WRONG, ["orderId"])


def test_wechat_is_the_one_method(mei: Buyer) -> None:
    number = ordered(mei)

    for method in ("demo", "alipay", "stripe", "", "cash", None, 5, []):
        assert mei.pay(number, method).refused == WRONG, method
    assert not PaymentAttempt.objects.exists()


def test_somebody_elses_order_is_not_there(mei: Buyer) -> None:
    number = ordered(mei)

    assert make_buyer().pay(number).refused == ABSENT
    wanted = {"orderId": number, "paymentMethod": "wechat"}
    assert call("POST", "/payment/create", wanted).status == 401
    assert not PaymentAttempt.objects.exists()


def test_an_order_that_ended_or_was_paid_waits_for_nothing(mei: Buyer) -> None:
    ended, paid = ordered(mei), ordered(mei)
    order = Order.objects.get(number=ended)
    expire_order(order_id=order.pk, now=order.pay_by)
    assert mei.pay(paid).status == 200

    capture(PaymentAttempt.objects.get())

    assert mei.pay(ended).refused == mei.pay(paid).refused == STATE
    assert mei.get(f"/orders/{paid}")["status"] == "paid"


def test_what_costs_nothing_is_paid_at_once(mei: Buyer) -> None:
    mei.fill(make_variant(price="0.00"))
    ShippingRate.objects.update(fee=0)

    placed = mei.order()

    assert (placed.status, placed.body["status"]) == (201, "paid")
    assert mei.pay(placed.body["orderId"]).refused == STATE


def test_an_order_is_paid_when_the_gateway_says_so(mei: Buyer) -> None:
    number = ordered(mei)
    mei.pay(number)
    assert mei.get(f"/orders/{number}")["status"] == "pending_payment"
    body = paid_body(PaymentAttempt.objects.get())

    for _ in range(2):
        Client().post(
            "/payments/demo/callback/",
            body,
            content_type="application/json",
            headers=signed(body),
        )
        settle_event(event_id=GatewayEvent.objects.get().pk, now=now())

    assert mei.get(f"/orders/{number}")["status"] == "paid"
    assert Order.objects.get().captured == 32


def test_who_has_paid_and_cancelled_is_told_refunded() -> None:
    assert status_of(Order(status="cancelled", captured=0)) == "cancelled"
    assert status_of(Order(status="cancelled", captured=32)) == "refunded"


def test_states_by_the_clients_names() -> None:
    told = {state: status_of(Order(status=state)) for state in OrderStatus.values}

    assert told == {
        "pending_payment": "pending_payment",
        "awaiting_team": "paid",
        "awaiting_shipment": "paid",
        "partially_shipped": "paid",
        "shipped": "shipped",
        "received": "completed",
        "completed": "completed",
        "cancelled": "cancelled",
        "refunded": "refunded",
    }


def test_a_gateway_that_is_away_is_said(mei: Buyer, monkeypatch) -> None:
    number = ordered(mei)

    def away(*_: Any, **__: Any) -> None:
        raise GatewayAway

    monkeypatch.setattr(DemoGateway, "mini", away)

    assert mei.pay(number).refused == (502, "NETWORK_ERROR")


def test_wechat_pay_itself_once_it_is_set_up(mei: Buyer, settings, tmp_path) -> None:
    number = ordered(mei)
    with opened(settings, tmp_path) as wechat:
        assert mei.pay(ordered(mei)).status == 200  # in the sandbox
        settings.WECHAT_LOGIN = "live"
        assert mei.pay(number).refused == WRONG  # nobody knows who pays
        WeChatIdentity.objects.create(
            owner=mei.user, app=MINI_APPID, openid="o-mei", seen_at=now()
        )

        first, again = mei.pay(number).body, mei.pay(number).body

    in_sandbox, asked = wechat.bodies("prepay")
    attempt = PaymentAttempt.objects.get(order__number=number)
    assert in_sandbox["payer"] == {"openid": f"sandbox-{mei.user.pk}"}
    assert (attempt.gateway, attempt.channel) == ("wechat", "mini")
    assert (asked["appid"], asked["payer"]) == (MINI_APPID, {"openid": "o-mei"})
    assert asked["amount"] == {"total": 3200, "currency": "CNY"}
    assert (first["package"], again["package"]) == ("prepay_id=wx2", "prepay_id=wx2")
    assert first["nonceStr"] != again["nonceStr"]
    for said in (first, again):
        assert (list(said), said["signType"]) == (NAMES, "RSA")
        lines = [MINI_APPID, *(said[name] for name in NAMES[:3])]
        key_of("merchant").public_key().verify(
            base64.b64decode(said["paySign"]),
            "".join(f"{line}\n" for line in lines).encode(),
            PKCS1v15(),
            SHA256(),
        )
