"""What Stripe has not signed, for us, in these five minutes, changes nothing."""

import json
from datetime import timedelta

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.models import GatewayEvent
from tests.conftest import NOON
from tests.gateways.stripe.conftest import post
from tests.gateways.stripe.factories import settle_all
from tests.gateways.stripe.fake import Facts
from tests.gateways.stripe.fake_server import event, signature

pytestmark = pytest.mark.django_db
COMPLETED = "checkout.session.completed"


def body_of(session: Facts) -> bytes:
    return json.dumps(event(COMPLETED, session)).encode()


def test_is_thanked_and_the_work_comes_after(session, tell) -> None:
    response = tell(COMPLETED, session)

    assert (response.status_code, response.cookies) == (200, {})
    assert Order.objects.get().is_unpaid
    assert settle_all() == ["settled the order"]
    assert Order.objects.get().status == OrderStatus.AWAITING_SHIPMENT


def test_one_good_signature_of_several_is_enough(session) -> None:
    """While the secret is being changed, Stripe signs with the old and the new one."""
    body = body_of(session)
    old = signature(body, secret="whsec_old").partition(",v1=")[2]

    header = f"t={int(NOON.timestamp())},v1={old},v1="
    good = signature(body).partition(",v1=")[2]

    assert post(body, f"{header}{good}").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda body, header: (body + b" ", header),
        lambda body, header: (body.replace(b"3200", b"9900"), header),
        lambda body, header: (body, header.replace("v1=", "v0=")),
        lambda body, header: (body, header[:-1]),
        lambda body, header: (body, header.partition(",")[0]),
        lambda body, header: (body, header.partition(",")[2]),
        lambda body, header: (body, ""),
        lambda body, header: (body, "t=,v1="),
        lambda body, header: (body, "t=１２,v1=" + "é" * 8),
        lambda body, header: (body, header + ",v1=" + "0" * 9_000),
        lambda body, header: (b"\xff" + body, header),
        lambda body, header: (b"", header),
        lambda body, header: (body, signature(body, secret="whsec_other")),
        lambda body, header: (body, signature(body, secret="")),
    ],
)
def test_what_stripe_has_not_signed_changes_nothing(session, change) -> None:
    body = body_of(session)

    body, header = change(body, signature(body))

    assert post(body, header or "x").status_code == 403
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize(
    ("age", "status"), [(0, 200), (299, 200), (301, 403), (-299, 200), (-301, 403)]
)
def test_is_of_these_five_minutes(session, age, status) -> None:
    body = body_of(session)

    header = signature(body, at=NOON - timedelta(seconds=age))

    assert post(body, header).status_code == status


def test_an_old_signature_is_not_made_young_by_a_second_time(session) -> None:
    body = body_of(session)
    old = signature(body, at=NOON - timedelta(hours=1))

    now = int(NOON.timestamp())
    for header in (f"{old},t={now}", f"t={now},{old}"):
        assert post(body, header).status_code == 403


@pytest.mark.parametrize("secret", ["", " "])
def test_without_a_secret_nothing_is_believed(session, settings, secret) -> None:
    settings.STRIPE_WEBHOOK_SECRET = secret
    body = body_of(session)

    assert post(body, signature(body, secret=secret)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b"null",
        b'{"id": 1}',
        b"[" * 50_000,
        json.dumps(event(COMPLETED, {"metadata": [1]})).encode(),
    ],
)
def test_a_signed_body_that_says_nothing_is_not_stored(stripe, body) -> None:
    assert post(body).status_code == 403
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_total": 32.0},
        {"amount_total": "3200"},
        {"amount_total": True},
        {"amount_total": 10**400},
        {"currency": 7},
        {"payment_intent": None},
        {"payment_intent": "p" * 99},
    ],
)
def test_a_capture_that_cannot_be_read_is_not_stored(session, tell, wrong) -> None:
    assert tell(COMPLETED, session | wrong).status_code == 403
    assert not GatewayEvent.objects.exists()
