"""A gateway is answered plainly: no redirect, no session, stored before thanked."""

import json

import pytest
from django.test import Client

from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import GatewayEvent, PaymentAttempt
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import start_attempt
from tests.walks import at_noon  # noqa: F401

pytestmark = pytest.mark.django_db
CALLBACK = "/payments/demo/callback/"
STAMP = str(int(NOON.timestamp()))


def body_of(attempt: PaymentAttempt, **facts: str) -> bytes:
    said = {
        "event_id": f"paid-{attempt.pk}",
        "kind": "trade.paid",
        "out_trade_no": attempt.out_trade_no,
        "trade_no": f"D{attempt.pk}",
        "amount": str(attempt.amount),
        "currency": attempt.currency,
    }
    return json.dumps(said | facts).encode()


def call(body: bytes, *, signature: str | None = None, url: str = CALLBACK):
    client = Client(enforce_csrf_checks=True)
    headers = {TIMESTAMP: STAMP, SIGNATURE: signature or sign(body, STAMP)}
    return client.post(url, data=body, content_type="application/json", headers=headers)


def test_is_thanked_with_exactly_ok_once_it_is_stored() -> None:
    attempt = start_attempt(make_order(make_variant()))

    answers = [call(body_of(attempt)) for _ in range(2)]

    for response in answers:
        assert (response.status_code, response.content) == (200, b"ok")
        assert not response.cookies
        assert "Location" not in response.headers
    assert GatewayEvent.objects.count() == 1


@pytest.mark.parametrize("signature", ["0" * 64, "🫖".encode().hex(), "x" * 5_000])
def test_changes_nothing_for_a_forged_message(signature: str) -> None:
    attempt = start_attempt(make_order(make_variant()))

    response = call(body_of(attempt), signature=signature)

    assert response.status_code == 403
    assert not GatewayEvent.objects.exists()


def test_asks_to_call_again_about_an_unknown_number() -> None:
    attempt = start_attempt(make_order(make_variant()))

    response = call(body_of(attempt, out_trade_no="P123"))

    assert response.status_code == 404
    assert "Location" not in response.headers


def test_is_the_same_address_in_every_language() -> None:
    attempt = start_attempt(make_order(make_variant()))
    body = body_of(attempt)
    client = Client(headers={"Accept-Language": "zh-CN"})

    response = client.post(
        CALLBACK,
        data=body,
        content_type="application/json",
        headers={TIMESTAMP: STAMP, SIGNATURE: sign(body, STAMP)},
    )

    assert response.content == b"ok"


def test_knows_no_other_gateway() -> None:
    assert call(b"{}", url="/payments/nobody/callback/").status_code == 404
