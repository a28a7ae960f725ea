"""The doctor says of Alipay what is wrong, in words that somebody can act upon."""

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from payments.gateways.alipay.keys import forget_keys
from payments.gateways.base import Symptom
from shop.kernel.clock import now
from tests.gateways.alipay.books import refusal
from tests.gateways.alipay.conftest import Keys, public_pem
from tests.gateways.alipay.factories import GATEWAY
from tests.gateways.alipay.fake import FakeAlipay

QUERY = "alipay.trade.query"


def ill() -> list[str]:
    """What is wrong, after the keys were read anew."""
    forget_keys()
    return [symptom.text for symptom in symptoms() if not symptom.is_well]


def symptoms() -> list[Symptom]:
    return list(GATEWAY.examine(now=now()))


def test_finds_nothing_wrong_where_nothing_is(alipay: FakeAlipay) -> None:
    texts = [symptom.text for symptom in symptoms()]

    assert not ill()
    assert "A signed question got a signed answer." in texts
    assert any("seconds apart" in text for text in texts)


def test_names_what_is_not_set(alipay: FakeAlipay, settings) -> None:
    settings.ALIPAY_APP_ID = settings.ALIPAY_PUBLIC_KEY_FILE = ""

    assert ill() == ["Not set: ALIPAY_APP_ID, ALIPAY_PUBLIC_KEY_FILE."]
    assert not alipay.asked


def test_warns_of_a_merchant_that_is_not_compared(alipay, settings) -> None:
    settings.ALIPAY_SELLER_ID = ""
    settings.SHOP_CURRENCY = "EUR"

    assert len(ill()) == 2


def test_notices_our_own_public_key_in_alipay_s_place(
    alipay: FakeAlipay, settings, keys: Keys
) -> None:
    Path(settings.ALIPAY_PUBLIC_KEY_FILE).write_bytes(public_pem(keys.shop))

    (text,) = ill()

    assert "the shop's own public key" in text


def test_notices_another_key_of_alipay(alipay, settings, keys: Keys) -> None:
    Path(settings.ALIPAY_PUBLIC_KEY_FILE).write_bytes(public_pem(keys.stranger))

    assert ill() == [
        "What came back is not signed with the key in ALIPAY_PUBLIC_KEY_FILE."
    ]


def elliptic() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("content", [b"", b"abc", b"-----BEGIN", elliptic()])
def test_notices_a_file_without_a_key(alipay, settings, content: bytes) -> None:
    Path(settings.ALIPAY_APP_PRIVATE_KEY_FILE).write_bytes(content)
    Path(settings.ALIPAY_PUBLIC_KEY_FILE).write_bytes(content)

    assert ill() == [
        "ALIPAY_APP_PRIVATE_KEY_FILE can't be read as an RSA key.",
        "ALIPAY_PUBLIC_KEY_FILE can't be read as an RSA key.",
    ]


def test_says_why_alipay_refuses(alipay: FakeAlipay, settings) -> None:
    settings.ALIPAY_APP_ID = "2021000000000009"

    assert ill() == ["Alipay refused the question: isv.invalid-app-id."]


@pytest.mark.parametrize("fault", ["drop", 502, b"<html>"])
def test_says_that_alipay_is_away(alipay: FakeAlipay, fault) -> None:
    alipay.faults.append((QUERY, fault))

    assert ill() == ["Alipay can't be reached, or gave no answer that we can read."]


def test_says_what_is_odd_about_an_answer(alipay: FakeAlipay) -> None:
    alipay.faults.append((QUERY, refusal("ACQ.INVALID_PARAMETER")))

    assert ill() == ["Alipay refused the question: ACQ.INVALID_PARAMETER."]


def test_notices_a_clock_that_is_wrong(alipay: FakeAlipay, monkeypatch) -> None:
    wrong = now() - timedelta(minutes=10)
    monkeypatch.setattr(f"{__name__}.now", lambda: wrong)

    (text,) = ill()

    assert text.startswith("The shop's clock and Alipay's are ")


@pytest.mark.parametrize(
    ("format_", "public"),
    [
        (PrivateFormat.PKCS8, PublicFormat.SubjectPublicKeyInfo),
        (PrivateFormat.TraditionalOpenSSL, PublicFormat.PKCS1),
    ],
)
@pytest.mark.parametrize("is_bare", [False, True])
def test_takes_keys_as_alipay_s_tool_writes_them(
    alipay: FakeAlipay, settings, keys: Keys, format_, public, is_bare
) -> None:
    """PKCS#1 and PKCS#8, and what the tool shows: one line without any heading."""
    encoding = Encoding.DER if is_bare else Encoding.PEM
    private = keys.shop.private_bytes(encoding, format_, NoEncryption())
    theirs = keys.alipay.public_key().public_bytes(encoding, public)
    if is_bare:
        private, theirs = base64.b64encode(private), base64.b64encode(theirs)
    Path(settings.ALIPAY_APP_PRIVATE_KEY_FILE).write_bytes(private + b"\n")
    Path(settings.ALIPAY_PUBLIC_KEY_FILE).write_bytes(theirs + b"\n")

    assert not ill()


def test_tells_no_secret(alipay: FakeAlipay, settings) -> None:
    told = str(symptoms())

    assert settings.ALIPAY_PUBLIC_KEY_FILE not in told
    assert settings.ALIPAY_APP_ID not in told
