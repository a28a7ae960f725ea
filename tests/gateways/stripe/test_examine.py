"""Stripe's set-up is looked at in plain words, and no word is a secret."""

from datetime import timedelta

import pytest

from payments.gateways.registry import gateway_named
from tests.conftest import NOON
from tests.gateways.stripe.fake_server import SECRET


def found() -> tuple[list[str], list[str]]:
    """What is well, and what is not."""
    symptoms = list(gateway_named("stripe").examine(now=NOON))
    well = [symptom.text for symptom in symptoms if symptom.is_well]
    return well, [symptom.text for symptom in symptoms if not symptom.is_well]


def test_nothing_is_wrong(stripe) -> None:
    well, ill = found()

    assert ill == []
    assert "A question with the secret key was answered." in well
    assert "The shop's clock and Stripe's are 0 seconds apart." in well


@pytest.mark.parametrize("name", ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"])
def test_says_what_is_missing_and_asks_nobody(stripe, settings, name) -> None:
    setattr(settings, name, "")

    assert found() == ([], [f"Not set: {name}."])
    assert not stripe.asked


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("STRIPE_SECRET_KEY", "pk_test_ours", "no secret key of Stripe's"),
        ("STRIPE_SECRET_KEY", "sk_test_other", "does not accept the secret key"),
        ("STRIPE_PUBLISHABLE_KEY", "pk_live_ours", "not of the secret key's mode"),
        ("STRIPE_PUBLISHABLE_KEY", "sk_test_ours", "not of the secret key's mode"),
        ("STRIPE_WEBHOOK_SECRET", "we_123", "no signing secret"),
        ("IN_PRODUCTION", True, "for tests"),
        ("STRIPE_API_BASE", "http://127.0.0.1:9", "can't be reached"),
    ],
)
def test_says_what_is_wrong(stripe, settings, name, value, words) -> None:
    setattr(settings, name, value)

    _well, ill = found()

    assert any(words in text for text in ill)


def test_a_live_key_that_is_answered_for_tests_is_wrong(stripe, settings) -> None:
    settings.STRIPE_SECRET_KEY = stripe.secret_key = "sk_live_ours"
    settings.STRIPE_PUBLISHABLE_KEY = ""

    assert found()[1] == ["Stripe answered for the other mode than that of the key."]


@pytest.mark.parametrize("minutes", [6, -6])
def test_clocks_that_differ_are_named(stripe, minutes) -> None:
    stripe.now = NOON + timedelta(minutes=minutes)

    assert found()[1] == ["The shop's clock and Stripe's are 360 seconds apart."]


@pytest.mark.parametrize("status", [400, 401, 503])
def test_no_word_is_a_secret(stripe, status) -> None:
    stripe.fail("balance", status, body={"error": {"message": stripe.secret_key}})

    well, ill = found()

    shown = " ".join([*well, *ill])
    assert stripe.secret_key not in shown
    assert SECRET not in shown
