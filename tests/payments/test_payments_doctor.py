"""The doctor says in plain words what a gateway lacks, and nothing secret."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command

from payments import examining
from payments.errors import GatewayAway
from payments.gateways.base import Symptom
from payments.gateways.registry import GATEWAYS
from payments.models import GatewayEvent, Refund
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.cases import a_mismatch
from tests.payments.factories import make_attempt, make_paid_order, whole_refund
from tests.payments.reconciliation.fake import FakeGateway
from tests.payments.reconciliation.rows import a_strange_row

pytestmark = pytest.mark.django_db
HTTPS = "https://shop.example.com"


def answer(status: int, body: bytes = b"", **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = status, body
    response.headers.update(headers)
    return response


@pytest.fixture
def world(monkeypatch, settings) -> dict[str, Any]:
    """What comes back from outside, by method; all is well at first."""
    settings.PAYMENT_NOTIFY_BASE_URL = HTTPS
    replies: dict[str, Any] = {"GET": answer(200), "POST": answer(403, b"refused")}

    def ask(method: str, url: str, **how: Any) -> requests.Response:
        assert url.startswith(settings.PAYMENT_NOTIFY_BASE_URL)
        assert how["allow_redirects"] is False
        reply = replies[method]
        if isinstance(reply, Exception):
            raise reply
        return reply

    monkeypatch.setattr(examining.requests, "request", ask)
    monkeypatch.setattr(
        "payments.management.commands.payments_doctor.now", lambda: NOON
    )
    return replies


def doctor(*given: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("payments_doctor", *given, stdout=out, no_color=True)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def ill(*given: str) -> list[str]:
    code, said = doctor(*(given or ("--gateway", "demo")))
    lines = [line.strip() for line in said.splitlines()]
    found = [line[3:].strip() for line in lines if line.startswith("ILL")]
    assert code == (1 if found else 0)
    return found


def test_a_healthy_gateway_has_nothing_to_complain_of(world) -> None:
    code, said = doctor("--gateway", "demo")

    assert code == 0
    assert "Play money needs nothing." in said
    assert "a message without a signature is refused" in said


def test_missing_settings_are_named(world, settings) -> None:
    settings.DEMO_GATEWAY = False

    assert ill() == ["Settings are missing: DEMO_GATEWAY."]


def test_what_nobody_has_set_up_is_not_ill(world, settings) -> None:
    settings.DEMO_GATEWAY = False

    code, said = doctor()

    assert code == 0
    assert "Not set up. It needs DEMO_GATEWAY." in said


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("", "is not set"),
        ("http://shop.example.com", "does not begin with https"),
        ("https://localhost:8000", "can't be reached from outside"),
        ("https://127.0.0.1", "can't be reached from outside"),
        ("https://[::1]", "can't be reached from outside"),
    ],
)
def test_an_address_that_no_gateway_can_call(world, settings, base, words) -> None:
    settings.PAYMENT_NOTIFY_BASE_URL = base

    (found,) = ill()

    assert words in found


@pytest.mark.parametrize(
    ("method", "reply", "words"),
    [
        ("GET", requests.ConnectionError(), "no answer"),
        ("GET", answer(400), "status 400"),
        ("POST", answer(302, Location="/login/"), "sent elsewhere, status 302"),
        ("POST", answer(200, b"ok"), "should be refused"),
        ("POST", answer(500), "should be refused"),
        ("POST", requests.Timeout(), "no answer"),
        ("POST", answer(403, b"<h1>CSRF"), "something in front of the shop"),
        ("POST", answer(404, b"<h1>Not found"), "something in front of the shop"),
    ],
)
def test_a_way_back_that_is_blocked(world, method, reply, words) -> None:
    world[method] = reply

    (found,) = ill()

    assert words in found


def test_work_that_waits(world) -> None:
    a_mismatch()
    a_strange_row()
    refund = whole_refund(make_paid_order(make_variant()))
    Refund.objects.filter(pk=refund.pk).update(requested_at=NOON - timedelta(days=2))
    GatewayEvent.objects.create(
        gateway="demo",
        event_id="E",
        kind="trade.paid",
        attempt=make_attempt(make_order(make_variant())),
        facts={},
        received_at=NOON - timedelta(hours=1),
    )

    assert ill() == [
        "Sums of money that wait for a decision: 1.",
        "Messages that wait to be worked on: 1.",
        "Refunds on their way for more than a day: 1.",
        "Open differences with its statements: 1.",
    ]


def test_what_the_gateway_says_of_itself(world, monkeypatch) -> None:
    fake = FakeGateway()
    monkeypatch.setitem(GATEWAYS, "fake", fake)  # type: ignore[arg-type]
    fake.symptoms = [Symptom(is_well=False, text="The clock is 400 s late.")]

    assert ill("--gateway", "fake") == ["The clock is 400 s late."]


def test_a_gateway_that_can_not_be_reached(world, monkeypatch) -> None:
    fake = FakeGateway()
    monkeypatch.setitem(GATEWAYS, "fake", fake)  # type: ignore[arg-type]

    def away(**_: object) -> None:
        raise GatewayAway

    monkeypatch.setattr(fake, "examine", away)

    assert "can't be reached" in ill("--gateway", "fake")[0]


def test_knows_no_strangers() -> None:
    with pytest.raises(CommandError, match="There are:"):
        doctor("--gateway", "none")
