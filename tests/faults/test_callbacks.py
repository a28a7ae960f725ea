"""A callback that the gateway did not send, just now and so, changes no row."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Order
from payments.gateways.demo.gateway import MOST_BYTES
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP
from payments.models import GatewayEvent, PaymentAttempt
from shop.kernel.clock import now
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.payments.factories import make_attempt, paid_body, post_paid, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> PaymentAttempt:
    return make_attempt(make_order(make_variant()))


def post(body: bytes, headers: dict[str, str], *, gateway: str = "demo"):
    return Client(enforce_csrf_checks=True).post(
        reverse("payments:callback", args=[gateway]),
        body,
        content_type="application/json",
        headers=headers,
    )


def assert_nothing_changed() -> None:
    assert not GatewayEvent.objects.exists()
    assert PaymentAttempt.objects.get().captured == 0
    assert Order.objects.get().is_unpaid


def test_a_genuine_one_is_stored_and_acknowledged(client, attempt) -> None:
    answer = post_paid(client, attempt)

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert GatewayEvent.objects.get().attempt == attempt


def test_a_duplicate_is_acknowledged_and_stored_once(client, attempt) -> None:
    answers = [post_paid(client, attempt).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert GatewayEvent.objects.count() == 1


FORGERIES = {
    "without a signature": lambda good: {TIMESTAMP: good[TIMESTAMP]},
    "without a time": lambda good: {SIGNATURE: good[SIGNATURE]},
    "without headers": lambda good: {},
    "with another signature": lambda good: good | {SIGNATURE: "0" * 64},
    "with an empty signature": lambda good: good | {SIGNATURE: ""},
    "with a signature in other letters": lambda good: good | {SIGNATURE: "é" * 64},
    "with another time": lambda good: good | {TIMESTAMP: str(int(good[TIMESTAMP]) + 1)},
    "with a time that is none": lambda good: good | {TIMESTAMP: "soon"},
    "with an endless time": lambda good: good | {TIMESTAMP: "9" * 400},
    "with a time in other digits": lambda good: good | {TIMESTAMP: "١٢٣"},
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_one_is_refused(attempt, forge) -> None:
    body = paid_body(attempt)

    answer = post(body, forge(signed(body)))

    assert answer.status_code == 403
    assert_nothing_changed()


def test_a_signature_by_another_secret_is_refused(attempt, settings) -> None:
    body = paid_body(attempt)
    settings.DEMO_GATEWAY_SECRET = "somebody-else"
    headers = signed(body)
    settings.DEMO_GATEWAY_SECRET = "the-shops-own"

    assert post(body, headers).status_code == 403
    assert_nothing_changed()


@pytest.mark.parametrize("minutes", [-6, 6, -60 * 24 * 365])
def test_an_old_or_early_one_is_refused(attempt, minutes: int) -> None:
    body = paid_body(attempt)

    answer = post(body, signed(body, now=now() + timedelta(minutes=minutes)))

    assert answer.status_code == 403
    assert_nothing_changed()


def test_an_altered_one_is_refused(attempt) -> None:
    headers = signed(paid_body(attempt))

    answer = post(paid_body(attempt, amount="0.01"), headers)

    assert answer.status_code == 403
    assert_nothing_changed()


def test_an_oversized_one_is_refused(attempt) -> None:
    body = paid_body(attempt, padding="x" * MOST_BYTES)

    assert post(body, signed(body)).status_code == 403
    assert_nothing_changed()


def test_an_enormous_one_is_refused(attempt) -> None:
    body = b"x" * 3_000_000

    assert post(body, signed(body)).status_code == 400
    assert_nothing_changed()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"paid"',
        b"{}",
        b"\xff\xfe",
        b"<xml/>",
        b"[" * 5000,
        b'{"amount": 1e999}',
    ],
)
def test_a_signed_one_that_says_nothing_is_refused(attempt, body: bytes) -> None:
    assert post(body, signed(body)).status_code == 403
    assert_nothing_changed()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "NaN"},
        {"amount": "sNaN"},
        {"amount": "Infinity"},
        {"amount": ""},
        {"amount": None},
        {"trade_no": ""},
        {"trade_no": "T" * 65},
        {"event_id": "E" * 81},
        {"event_id": "a\x00b"},
        {"kind": "k" * 41},
        {"currency": "CNYCNY"},
        {"out_trade_no": "\ud800"},
    ],
    ids=repr,
)
def test_a_signed_one_that_no_column_holds_is_refused(attempt, wrong) -> None:
    body = paid_body(attempt, **wrong)

    assert post(body, signed(body)).status_code == 403
    assert_nothing_changed()


@pytest.mark.parametrize(
    ("gateway", "status"),
    [("wechat", 403), ("alipay", 403), ("stripe", 403), ("nobody", 404), ("Demo", 404)],
)
def test_another_gateways_door_is_closed(attempt, gateway: str, status: int) -> None:
    body = paid_body(attempt)

    assert post(body, signed(body), gateway=gateway).status_code == status
    assert_nothing_changed()


def test_nothing_is_believed_where_play_money_is_off(attempt, settings) -> None:
    settings.DEMO_GATEWAY = False
    body = paid_body(attempt)

    assert post(body, signed(body)).status_code == 403
    assert_nothing_changed()


def test_looking_is_not_calling(client, attempt) -> None:
    url = reverse("payments:callback", args=["demo"])

    assert client.get(url).status_code == 405


def test_an_unknown_order_is_stored_and_asked_for_again(client, attempt) -> None:
    answer = post_paid(client, attempt, out_trade_no="P404")

    assert answer.status_code == 404
    assert GatewayEvent.objects.get().attempt is None
    assert Order.objects.get().is_unpaid
