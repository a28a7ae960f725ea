"""The demo bank does what a signed request asks for, and signs its answer."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from payments.gateways.demo.server import MOST_BYTES
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, is_genuine
from payments.models import DemoRefund, DemoTrade
from tests.conftest import NOON
from tests.payments.factories import signed
from tests.walks import at_noon  # noqa: F401

pytestmark = pytest.mark.django_db

OPEN: dict[str, Any] = {
    "operation": "open",
    "out_trade_no": "P1",
    "amount": "30.00",
    "currency": "CNY",
    "notify_url": "http://shop.example/callback/",
    "return_url": "/return/",
}
QUERY = {"operation": "query", "out_trade_no": "P1"}
CLOSE = {"operation": "close", "out_trade_no": "P1"}


def send(
    asked: object, *, to: str = "", headers: dict[str, str] | None = None
) -> HttpResponse:
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    operation = to or (asked["operation"] if isinstance(asked, dict) else "open")
    return Client(enforce_csrf_checks=True).post(
        f"/payments/demo/bank/{operation}/",
        body,
        content_type="application/json",
        headers=signed(body, now=NOON) if headers is None else headers,
    )


def said(answer: HttpResponse) -> dict[str, Any]:
    """What a genuine answer says."""
    assert is_genuine(
        answer.content,
        timestamp=answer.headers[TIMESTAMP],
        signature=answer.headers[SIGNATURE],
        now=NOON,
    )
    return json.loads(answer.content)


def paid_trade() -> DemoTrade:
    send(OPEN)
    DemoTrade.objects.update(status="paid", paid_at=NOON)
    return DemoTrade.objects.get()


def refund(trade: DemoTrade, number: str = "R1", amount: str = "30.00") -> Any:
    asked = {"operation": "refund", "number": number, "amount": amount}
    return send(asked | {"trade_no": trade.trade_no})


def query_refund(trade: DemoTrade, number: str = "R1") -> Any:
    asked = {"operation": "query-refund", "number": number}
    return send(asked | {"trade_no": trade.trade_no})


def test_opens_a_trade_once() -> None:
    answers = [said(send(OPEN)) for _ in range(2)]

    trade = DemoTrade.objects.get()
    assert answers[0] == answers[1]
    assert answers[0] == {
        "operation": "open",
        "number": "P1",
        "trades": [
            {
                "trade_no": trade.trade_no,
                "status": "waiting",
                "amount": "30.00",
                "currency": "CNY",
            }
        ],
    }


def test_tells_of_every_trade_of_a_number() -> None:
    trade = paid_trade()
    trade.pk, trade.trade_no = None, "D2"
    trade.save()

    trades = said(send(QUERY))["trades"]

    assert [one["status"] for one in trades] == ["paid", "paid"]
    assert len({one["trade_no"] for one in trades}) == 2


def test_does_not_know_before_its_time() -> None:
    paid_trade()
    DemoTrade.objects.update(paid_at=NOON + timedelta(seconds=1))

    assert said(send(QUERY))["trades"][0]["status"] == "waiting"


@pytest.mark.parametrize("asked", [QUERY, CLOSE])
def test_knows_no_other_trade(asked: dict[str, str]) -> None:
    answer = send(asked)

    assert answer.status_code == 404
    assert said(answer) == {"operation": asked["operation"], "number": "P1"}


def test_closes_what_waits_and_not_what_is_paid() -> None:
    send(OPEN)
    assert said(send(CLOSE))["trades"][0]["status"] == "closed"

    DemoTrade.objects.update(status="paid", paid_at=NOON)
    assert said(send(CLOSE))["trades"][0]["status"] == "paid"


def test_sends_back_once_for_each_number_and_not_more_than_was_paid() -> None:
    trade = paid_trade()

    answers = [said(refund(trade, "R1", "20.00")) for _ in range(3)]
    too_much = said(refund(trade, "R2", "10.01"))

    assert [answer["status"] for answer in answers] == ["done"] * 3
    assert too_much["status"] == "failed"
    assert said(query_refund(trade, "R2"))["status"] == "failed"
    trade.refresh_from_db()
    assert str(trade.refunded) == "20.00"


def test_knows_no_other_refund() -> None:
    trade = paid_trade()

    assert query_refund(trade).status_code == 404
    trade.trade_no = "D404"
    assert refund(trade).status_code == 404
    assert not DemoRefund.objects.exists()


GOOD = json.dumps(OPEN).encode()
FORGED: dict[str, dict[str, str]] = {
    "unsigned": {},
    "signed wrongly": signed(GOOD, now=NOON) | {SIGNATURE: "0" * 64},
    "signed in other letters": signed(GOOD, now=NOON) | {SIGNATURE: "é" * 64},
    "signed without a time": {SIGNATURE: signed(GOOD, now=NOON)[SIGNATURE]},
    "signed at no time": signed(GOOD, now=NOON) | {TIMESTAMP: "soon"},
    "signed for another body": signed(b"{}", now=NOON),
    "too old": signed(GOOD, now=NOON - timedelta(minutes=6)),
    "too early": signed(GOOD, now=NOON + timedelta(minutes=6)),
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_refuses_what_the_shop_did_not_sign(headers: dict[str, str]) -> None:
    answer = send(GOOD, to="open", headers=headers)

    assert (answer.status_code, answer.content) == (403, b"")
    assert not DemoTrade.objects.exists()


def test_refuses_what_was_signed_for_another_purpose() -> None:
    assert send(QUERY, to="close").status_code == 400
    assert send(OPEN, to="query").status_code == 400


ODD: dict[str, object] = {
    "nothing": b"",
    "no object": [],
    "no JSON": b"<xml/>",
    "a pit": b"[" * 5000,
    "no UTF-8": b"\xff\xfe",
    **{f"no {name}": OPEN | {name: ""} for name in OPEN if name != "operation"},
    "a number that is long": OPEN | {"out_trade_no": "P" * 33},
    "a number that is none": OPEN | {"out_trade_no": 7},
    "a number with a zero in it": OPEN | {"out_trade_no": "P\x00"},
    **{
        f"an amount of {amount}": OPEN | {"amount": amount}
        for amount in ("NaN", "sNaN", "Infinity", "-1", "0.001", "1e15", "1e999", 30.0)
    },
    "half of it": {"operation": "open", "out_trade_no": "P1"},
}


@pytest.mark.parametrize("asked", ODD.values(), ids=ODD)
def test_refuses_what_it_does_not_understand(asked: object) -> None:
    assert send(asked, to="open").status_code == 400
    assert not DemoTrade.objects.exists()


def test_refuses_what_is_too_long() -> None:
    assert send(OPEN | {"padding": "x" * MOST_BYTES}).status_code == 403
    assert send(b"x" * 3_000_000, to="open").status_code == 400
    assert not DemoTrade.objects.exists()


@pytest.mark.parametrize("operation", ["pay", "callback", "steal", "OPEN"])
def test_does_nothing_else(operation: str) -> None:
    assert send(OPEN | {"operation": operation}, to=operation).status_code == 400


def test_is_not_there_where_play_money_is_switched_off(settings) -> None:
    settings.DEMO_GATEWAY = False

    assert send(OPEN).status_code == 404
    assert not DemoTrade.objects.exists()


def test_is_not_for_looking_at() -> None:
    assert Client().get("/payments/demo/bank/query/").status_code == 405
