"""What the tests of Stripe stand on: a Stripe of our own that is really spoken to."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from stripe import HTTPClient

from tests.gateways.stripe.factories import started
from tests.gateways.stripe.fake import Facts, FakeStripe
from tests.gateways.stripe.fake_server import SECRET, event, serving, signature
from tests.walks import at_noon  # noqa: F401


@pytest.fixture
def stripe(settings, monkeypatch) -> Iterator[FakeStripe]:
    monkeypatch.setattr(HTTPClient, "INITIAL_DELAY", 0.01)
    bank = FakeStripe()
    settings.STRIPE_SECRET_KEY = bank.secret_key
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_ours"
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.PAYMENT_NOTIFY_BASE_URL = "https://shop.test"
    with serving(bank) as address:
        settings.STRIPE_API_BASE = address
        yield bank


@pytest.fixture
def session(stripe) -> Facts:
    """A session that was paid, of which the shop has not heard."""
    return stripe.pay(stripe.sessions[started().reference])


@pytest.fixture
def tell() -> Callable[..., Any]:
    """Stripe calls back."""

    def call(kind: str, subject: Facts, **facts: Any) -> Any:
        return post(json.dumps(event(kind, subject, **facts)).encode())

    return call


def post(body: bytes, header: str | None = None) -> Any:
    return Client(enforce_csrf_checks=True).post(
        "/payments/stripe/callback/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": header or signature(body)},
    )
