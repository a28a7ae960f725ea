"""An independent SDK for WeChat Pay signs, asks and reads exactly as we do."""

import re
from typing import Any

import pytest
import requests
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.utils import build_authorization

from payments.gateways.wechat.signing import authorization, opened, pay_parameters
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.wechat.fake import FakeWeChat
from tests.gateways.wechat.seals import (
    APIV3_KEY,
    APPID,
    BY_KEY,
    MCHID,
    MERCHANT_SERIAL,
    PUBLIC_KEY_ID,
    callback_body,
    key_of,
    private_pem,
    public_pem,
    sealed,
)
from tests.gateways.wechat.walks import GATEWAY, make_attempt, start
from tests.payments.factories import make_paid_order, whole_refund

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(wechat: FakeWeChat, monkeypatch) -> WeChatPay:
    """The SDK, as the same merchant, at the same WeChat Pay and the same hour."""
    monkeypatch.setattr("wechatpayv3.utils.time.time", NOON.timestamp)
    sdk = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=MCHID,
        private_key=private_pem("merchant").decode(),
        cert_serial_no=MERCHANT_SERIAL,
        appid=APPID,
        apiv3_key=APIV3_KEY,
        notify_url="https://shop.example/payments/wechat/callback/",
        timeout=(10, 30),
        public_key=public_pem("platform").decode(),
        public_key_id=PUBLIC_KEY_ID,
    )
    sdk._core._gate_way = wechat.url
    return sdk


def parts(header: str) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', header))


@pytest.mark.parametrize("body", [b"", '{"description": "茶壶"}'.encode()])
def test_signs_requests_alike(peer, body: bytes) -> None:
    ours = parts(authorization("POST", "/v3/x?y=1", body, now=NOON))

    theirs = build_authorization(
        "/v3/x?y=1",
        "POST",
        MCHID,
        MERCHANT_SERIAL,
        key_of("merchant"),
        data=body.decode(),
        nonce_str=ours["nonce_str"],
    )

    assert ours == parts(theirs)


def test_signs_for_wechats_own_sheet_alike(peer) -> None:
    ours = pay_parameters(APPID, "wx201410272009395522657", now=NOON)

    signed = [ours["appId"], ours["timeStamp"], ours["nonceStr"], ours["package"]]

    assert ours["paySign"] == peer.sign(signed)
    assert all(isinstance(value, str) for value in ours.values())


def test_reads_the_same_callback(peer) -> None:
    body = callback_body("TRANSACTION.SUCCESS", {"out_trade_no": "P1"})

    said = peer.callback(BY_KEY.headers(body, at=NOON), body)

    assert said["resource"] == {"out_trade_no": "P1"}
    assert opened(sealed(b'{"out_trade_no": "P1"}')) == b'{"out_trade_no": "P1"}'


def test_asks_the_same_of_a_trade(peer, wechat) -> None:
    attempt = make_attempt("native")
    start(attempt)
    GATEWAY.close(attempt, now=NOON)
    ours = list(wechat.asked)
    wechat.asked.clear()
    wechat.books.trades.clear()

    asked = ours[0][1]
    status, _ = peer.pay(
        description=asked["description"],
        out_trade_no=attempt.out_trade_no,
        amount=asked["amount"],
        time_expire=asked["time_expire"],
    )
    peer.query(out_trade_no=attempt.out_trade_no)
    peer.close(out_trade_no=attempt.out_trade_no)
    peer.query(out_trade_no=attempt.out_trade_no)

    assert status == 200
    assert wechat.asked == ours


def test_asks_the_same_of_a_refund(peer, wechat) -> None:
    refund = whole_refund(make_paid_order(make_variant(price="20.00")))
    wechat.books.trades["P1"] = {"transaction_id": refund.attempt.trade_no}
    GATEWAY.refund(refund, now=NOON)
    GATEWAY.query_refund(refund, now=NOON)
    ours = list(wechat.asked)
    wechat.asked.clear()

    asked = ours[0][1]
    status, _ = peer.refund(
        out_refund_no=refund.number,
        amount=asked["amount"],
        transaction_id=refund.attempt.trade_no,
        notify_url=asked["notify_url"],
    )
    peer.query_refund(out_refund_no=refund.number)

    assert status == 200
    assert wechat.asked == ours


def test_is_told_which_key_to_answer_with(peer, wechat, monkeypatch) -> None:
    heads: list[Any] = []
    really_ask = requests.request

    def listen(*what, headers, **how):
        heads.append(headers)
        return really_ask(*what, headers=headers, **how)

    monkeypatch.setattr("payments.gateways.wechat.sending.requests.request", listen)

    GATEWAY.query(make_attempt("native"), now=NOON)

    assert heads[0]["Wechatpay-Serial"] == PUBLIC_KEY_ID
