"""Only Alipay's signed answer to the question is one; all else is unknown."""

import json
from typing import Any

import pytest

from payments.errors import GatewayAway
from payments.gateways.alipay.answers import members
from payments.gateways.alipay.client import Refused, ask
from tests.gateways.alipay.books import refusal
from tests.gateways.alipay.factories import GATEWAY, make_attempt, make_refund
from tests.gateways.alipay.fake import FakeAlipay

QUERY = "alipay.trade.query"


def query() -> dict[str, Any]:
    return ask(QUERY, out_trade_no="P1").said


@pytest.fixture
def paid(alipay: FakeAlipay) -> FakeAlipay:
    alipay.books.pay("P1", "32.00")
    return alipay


@pytest.mark.parametrize(
    "fault",
    [
        "drop",
        "unsigned",
        "changed",
        201,
        302,
        400,
        429,
        500,
        502,
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"null",
        b"{" * 9000,
        b"[" * 9000,
        b'{"alipay_trade_query_response":[],"sign":""}',
        b'{"alipay_trade_query_response":{"code":"10000"},"sign":"%%%"}',
        b'{"alipay_trade_query_response":{"code":"10000"},"sign":["a"]}',
        b'{"alipay_trade_query_response":{"code":"10000"}',
        b'{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}',
        b'{"alipay_trade_query_response":{"code":"40004","sub_code":"ACQ.X"}}',
        b"x" * 300_000,
    ],
    ids=lambda fault: str(fault)[:40],
)
def test_anything_else_is_an_unknown_outcome(paid: FakeAlipay, fault: Any) -> None:
    paid.faults.append((QUERY, fault))

    with pytest.raises(GatewayAway):
        query()


@pytest.mark.parametrize(
    "told",
    [
        refusal("isp.unknow-error", code="20000"),
        refusal("aop.ACQ.SYSTEM_ERROR", code="20000"),
        refusal("aop.ACQ.SYSTEM_ERROR"),
        refusal("ACQ.SYSTEM_ERROR"),
        refusal("isp.unknow-error"),
        refusal("isv.app-call-limited", code="40005"),
        refusal("isv.invalid-signature", code="40002"),
        {"code": "10003"},
        {"code": "40004"},
        {"code": 10000},
        {},
    ],
    ids=str,
)
def test_so_is_what_alipay_itself_does_not_know(paid: FakeAlipay, told: dict) -> None:
    paid.faults.append((QUERY, told))

    with pytest.raises(GatewayAway):
        query()


def test_so_is_an_answer_that_takes_too_long(paid: FakeAlipay, settings) -> None:
    settings.PAYMENT_HTTP_TIMEOUT = 0.2
    paid.faults.append((QUERY, "late"))

    with pytest.raises(GatewayAway):
        query()


def test_so_is_an_answer_of_somebody_else_s_key(paid: FakeAlipay, keys) -> None:
    told = {"code": "10000", "out_trade_no": "P1", "trade_status": "TRADE_SUCCESS"}
    forged = paid.signed_answer(QUERY, told, keys.stranger)
    paid.faults.append((QUERY, forged.encode()))

    with pytest.raises(GatewayAway):
        query()


def test_so_is_one_signed_with_our_own_key(paid: FakeAlipay, keys) -> None:
    """The mistake made most often is to put our own public key for Alipay's."""
    forged = paid.signed_answer(QUERY, {"code": "10000"}, keys.shop)
    paid.faults.append((QUERY, forged.encode()))

    with pytest.raises(GatewayAway):
        query()


def test_so_is_every_question_with_a_key_that_is_gone(paid, settings) -> None:
    settings.ALIPAY_APP_PRIVATE_KEY_FILE = "/nowhere/shop.pem"

    with pytest.raises(GatewayAway):
        query()

    assert not paid.asked


def test_a_question_that_was_changed_on_its_way_is_refused(
    paid: FakeAlipay, settings
) -> None:
    settings.ALIPAY_APP_ID = "2021000000000009"

    with pytest.raises(Refused) as refused:
        query()

    assert refused.value.reason == "isv.invalid-app-id"


def test_braces_quotes_and_slashes_in_a_value_change_nothing(
    paid: FakeAlipay,
) -> None:
    said = query()

    assert said["store_name"] == 'a"}\\{b'
    assert said["buyer_logon_id"] == "m{e}}i***@example.com"


@pytest.mark.parametrize(
    "text",
    [
        '{"a":{"b":"}"},"sign":"s"}',
        ' { "sign" : "s" , "a" : {"b":"}\\"{"} } ',
        '{"more":{"a":{"b":1}},"a":{"b":"\\/"},"sign":"s"}',
        '{"more":"\\"a\\":{\\"b\\":2}","a":{"b":"é}"},"sign":"s"}',
    ],
)
def test_the_raw_text_of_a_member_is_found_as_it_was_written(text: str) -> None:
    value, raw = members(text)["a"]

    assert raw in text
    assert json.loads(raw) == value == json.loads(text)["a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        '{"a"}',
        '{"a":1,}',
        '{"a":1 "b":2}',
        '{"a":1}x',
        '{"a":1,"a":2}',
        "{1:2}",
    ],
)
def test_a_text_that_is_no_object_has_no_members(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any of them)
        members(text)


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["query", "close", "refund", "query_refund"])
def test_no_question_takes_a_lost_answer_for_a_no(
    alipay: FakeAlipay, question: str
) -> None:
    refund = make_refund(alipay)
    subject = refund if "refund" in question else make_attempt()
    methods = ["query", "close", "refund", "fastpay.refund.query"]
    alipay.faults += [(f"alipay.trade.{method}", "drop") for method in methods]

    with pytest.raises(GatewayAway):
        getattr(GATEWAY, question)(subject, now=None)
