"""A callback counts if WeChat Pay signed it now, sealed it for us, and it is about ours."""

import json
import logging
from datetime import timedelta

import pytest

from payments.models import GatewayEvent, MoneyCase
from tests.conftest import NOON
from tests.gateways.wechat.seals import (
    BY_KEY,
    Signer,
    by_certificate,
    callback_body,
    sealed,
)
from tests.gateways.wechat.walks import post, settle_all, started, tell_paid

pytestmark = pytest.mark.django_db
PAID = "TRANSACTION.SUCCESS"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def paid(wechat):
    """An attempt whose money is at WeChat Pay, and nobody has told us."""
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)
    wechat.asked.clear()
    return attempt


def body_of(wechat, attempt, **envelope) -> bytes:
    return callback_body(
        PAID, wechat.books.trade(attempt.out_trade_no) | {}, **envelope
    )


def refused(response) -> None:
    """Called again, and nothing was stored."""
    assert 400 <= response.status_code < 600
    assert json.loads(response.content)["code"] == "FAIL"
    assert not GatewayEvent.objects.exists()


def test_is_stored_thanked_and_settles(wechat, paid) -> None:
    response = tell_paid(wechat, paid)

    assert (response.status_code, response.content) == (204, b"")
    assert not response.cookies
    assert settle_all() == ["settled the order"]
    paid.refresh_from_db()
    assert (paid.settles, paid.captured) == (True, paid.amount)
    assert wechat.asked == []


def test_keeps_nothing_of_the_payer(wechat, paid, caplog) -> None:
    caplog.set_level(logging.DEBUG)

    tell_paid(wechat, paid)

    assert "o-secret" not in json.dumps(GatewayEvent.objects.get().facts)
    assert "o-secret" not in caplog.text


def test_the_same_callback_again_is_thanked_and_counts_once(wechat, paid) -> None:
    body = body_of(wechat, paid)

    codes = [
        post(body, at=NOON + wait).status_code for wait in (0 * A_MINUTE, A_MINUTE)
    ]

    assert codes == [204, 204]
    assert settle_all() == ["settled the order"]


def test_the_same_news_under_another_number_counts_once(wechat, paid) -> None:
    tell_paid(wechat, paid)
    tell_paid(wechat, paid)

    assert settle_all() == ["settled the order", "known already"]


@pytest.mark.parametrize("state", ["REFUND"])
def test_a_late_callback_of_what_was_refunded_since_still_counts(
    wechat, paid, state: str
) -> None:
    tell_paid(wechat, paid, trade_state=state)

    assert settle_all() == ["settled the order"]


def test_a_trade_that_was_not_paid_settles_nothing(wechat) -> None:
    attempt = started()

    assert tell_paid(wechat, attempt).status_code == 204

    assert settle_all() == ["ignored"]


@pytest.mark.parametrize(
    "wait", [timedelta(hours=-1), timedelta(seconds=-301), timedelta(seconds=301)]
)
def test_an_old_message_is_a_replay(wechat, paid, wait: timedelta) -> None:
    refused(post(body_of(wechat, paid), at=NOON + wait))


def test_five_minutes_are_not_old(wechat, paid) -> None:
    at = NOON - timedelta(seconds=299)

    assert post(body_of(wechat, paid), at=at).status_code == 204


@pytest.mark.parametrize(
    "signer",
    [
        Signer(whose="stranger"),
        Signer(serial="PUB_KEY_ID_0119000000099999"),
        Signer(serial="AB" * 20),
        Signer(serial=""),
        Signer(serial="zz"),
        by_certificate(),
    ],
)
def test_a_forged_message_changes_nothing_and_calls_nobody(
    wechat, paid, settings, tmp_path, signer: Signer
) -> None:
    settings.WECHATPAY_PLATFORM_CERT_DIR = str(tmp_path / "certificates")
    wechat.books.certificates = [("platform", 2040)]

    refused(post(body_of(wechat, paid), signer=signer))

    assert wechat.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Wechatpay-Signature": "WECHATPAY/SIGNTEST/abcd"},
        {"Wechatpay-Signature": ""},
        {"Wechatpay-Signature": "🫖".encode().decode("latin-1")},
        {"Wechatpay-Nonce": "other"},
        {"Wechatpay-Timestamp": ""},
        {"Wechatpay-Timestamp": "9" * 400},
        {"Wechatpay-Timestamp": "-1"},
        {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"},
    ],
)
def test_a_probe_and_odd_headers_are_refused(wechat, paid, headers: dict) -> None:
    refused(post(body_of(wechat, paid), **headers))


@pytest.mark.parametrize("name", [*BY_KEY.headers(b"", at=NOON)])
def test_a_missing_header_is_not_overlooked(wechat, paid, client, name: str) -> None:
    body = body_of(wechat, paid)
    headers = BY_KEY.headers(body, at=NOON)
    headers.pop(name)

    response = client.post(
        "/payments/wechat/callback/", body, "application/json", headers=headers
    )

    if name == "Wechatpay-Signature-Type":  # it says what is so anyway
        assert response.status_code == 204
    else:
        refused(response)


def test_a_body_that_was_written_anew_is_not_the_signed_one(wechat, paid) -> None:
    body = body_of(wechat, paid)
    headers = BY_KEY.headers(body, at=NOON)

    refused(post(json.dumps(json.loads(body), indent=1).encode(), **headers))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"id":"1"}',
        b"[" * 20_000,
        b"x" * 70_000,
        b"\xff\xfe",
        b"<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>",
        callback_body(PAID, "no trade"),
        callback_body(PAID, {"trade_state": "SUCCESS"}),
        callback_body(PAID, {}, resource=None),
        callback_body(PAID, {}, resource=sealed(b"{}") | {"algorithm": "NONE"}),
        callback_body(PAID, {}, resource=sealed(b"{}") | {"ciphertext": "AAAA"}),
        callback_body(PAID, {}, resource=sealed(b"{}") | {"nonce": 7}),
        callback_body(PAID, {}, resource=sealed(b"{}") | {"associated_data": "x"}),
    ],
)
def test_what_says_nothing_is_refused_even_if_signed(wechat, paid, body: bytes) -> None:
    refused(post(body))


@pytest.mark.parametrize("to", ["callback", "refund-callback"])
def test_the_xml_of_another_age_is_no_crash(wechat, client, to: str) -> None:
    body = b"<xml><return_code>SUCCESS</return_code><req_info>abc=</req_info></xml>"

    response = client.post(f"/payments/wechat/{to}/", body, "text/xml")

    refused(response)
    assert response.status_code == 403


def test_a_seal_that_is_not_for_us_stays_shut(wechat, paid, settings) -> None:
    settings.WECHATPAY_APIV3_KEY = "f" * 32

    refused(post(body_of(wechat, paid)))


@pytest.mark.parametrize(
    "facts",
    [
        {"mchid": "1900000009"},
        {"appid": "wx9"},
        {"amount": {"total": 320000, "currency": "CNY"}},
        {"amount": {"total": 32, "currency": "CNY"}},
        {"amount": {"total": 3200, "currency": "USD"}},
    ],
)
def test_what_is_not_as_agreed_is_for_people_to_decide(
    wechat, paid, facts: dict
) -> None:
    assert tell_paid(wechat, paid, **facts).status_code == 204

    assert settle_all() == ["amount or currency differs"]
    paid.order.refresh_from_db()
    assert paid.order.is_unpaid
    assert MoneyCase.objects.get().kind == MoneyCase.Kind.MISMATCH


def test_a_coupon_of_wechat_is_not_the_shops_loss(wechat, paid) -> None:
    amount = {"total": 3200, "payer_total": 1, "currency": "CNY"}

    tell_paid(wechat, paid, amount=amount)

    assert settle_all() == ["settled the order"]


def test_an_unknown_number_is_asked_for_again(wechat, paid) -> None:
    response = tell_paid(wechat, paid, out_trade_no="P404")

    assert response.status_code == 404
    assert json.loads(response.content)["code"] == "FAIL"


def test_money_after_the_order_was_paid_otherwise_goes_back(wechat) -> None:
    first = started("native")
    second = started("h5", order=first.order)
    for attempt in (first, second):
        wechat.books.pay(attempt.out_trade_no)
        tell_paid(wechat, attempt)

    assert settle_all() == [
        "settled the order",
        "refunded: the order needs no money",
    ]
