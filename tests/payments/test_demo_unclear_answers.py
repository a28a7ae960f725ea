"""Only a signed answer to the shop's own question is one; all else is unknown."""

from typing import Any

import pytest
import requests

from payments.errors import GatewayAway
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP
from tests.payments.demo_questions import EVERY, POST, Asking, Bank, trade

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize(
    "error",
    [requests.ConnectTimeout, requests.ReadTimeout, requests.ConnectionError],
)
def test_no_answer_is_an_unknown_outcome(
    asking: Asking, monkeypatch, operation: str, error: type[Exception]
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(POST, away)

    with pytest.raises(GatewayAway):
        asking.ask(operation)


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize("status", [201, 302, 400, 403, 429, 500, 502, 503])
def test_neither_is_any_other_status_an_answer(
    asking: Asking, monkeypatch, operation: str, status: int
) -> None:
    told = asking.about(operation) | {"trades": [trade()], "status": "done"}
    monkeypatch.setattr(POST, Bank(status, told))

    with pytest.raises(GatewayAway):
        asking.ask(operation)


UNSIGNED = {
    "not signed": {SIGNATURE: ""},
    "signed wrongly": {SIGNATURE: "0" * 64},
    "signed at another time": {TIMESTAMP: "1"},
}


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize("headers", UNSIGNED.values(), ids=UNSIGNED)
@pytest.mark.parametrize("status", [200, 404])
def test_neither_is_what_the_bank_did_not_sign(
    asking: Asking, monkeypatch, operation: str, headers, status: int
) -> None:
    told = asking.about(operation) | {"trades": [trade()], "status": "done"}
    monkeypatch.setattr(POST, Bank(status, told, **headers))

    with pytest.raises(GatewayAway):
        asking.ask(operation)


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"[" * 5000, b"{}"])
def test_neither_is_what_nobody_understands(
    asking: Asking, monkeypatch, operation: str, body: bytes
) -> None:
    monkeypatch.setattr(POST, Bank(200, body))

    with pytest.raises(GatewayAway):
        asking.ask(operation)


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize("other", [{"operation": "other"}, {"number": "P404"}])
def test_neither_is_the_answer_to_another_question(
    asking: Asking, monkeypatch, operation: str, other: dict[str, str]
) -> None:
    told = asking.about(operation) | {"trades": [trade()], "status": "done"}
    monkeypatch.setattr(POST, Bank(200, told | other))

    with pytest.raises(GatewayAway):
        asking.ask(operation)


@pytest.mark.parametrize(
    "trades",
    [
        None,
        [],
        {},
        [None],
        [{}],
        [trade(status="odd")],
        [trade(amount="NaN")],
        [trade(amount="")],
        [trade(trade_no="D" * 65)],
        [trade(currency="")],
    ],
    ids=repr,
)
@pytest.mark.parametrize("operation", ["query", "close"])
def test_neither_is_a_trade_that_no_column_holds(
    asking: Asking, monkeypatch, operation: str, trades: object
) -> None:
    told = asking.about(operation) | {"trades": trades}
    monkeypatch.setattr(POST, Bank(200, told))

    with pytest.raises(GatewayAway):
        asking.ask(operation)
