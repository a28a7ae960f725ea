"""Whoever sets WeChat Pay up is told what is missing, in words, without a secret."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOON
from tests.gateways.wechat.fake import LOST, Fault, refuses
from tests.gateways.wechat.seals import APIV3_KEY, by_certificate, pem_of, public_pem
from tests.gateways.wechat.test_statement import bill
from tests.gateways.wechat.walks import GATEWAY


def examine(*, now=NOON) -> tuple[list[str], list[str]]:
    """What is well, and what is not."""
    found = list(GATEWAY.examine(now=now))
    text = " ".join(symptom.text for symptom in found)
    assert APIV3_KEY not in text
    assert "app-secret" not in text
    return (
        [one.text for one in found if one.is_well],
        [one.text for one in found if not one.is_well],
    )


def only_ill() -> str:
    (text,) = examine()[1]
    return text


@pytest.fixture(autouse=True)
def _the_servers_clock(monkeypatch) -> None:
    """It writes the time that our clock shows."""
    monkeypatch.setattr(
        "http.server.time.time", lambda: NOON.timestamp(), raising=False
    )


def test_all_is_well(wechat) -> None:
    wechat.books.bills["2026-11-18"] = bill()

    well, ill = examine()

    assert ill == []
    assert well == [
        "Our own key: RSA, 2048 bits.",
        "WeChat Pay's keys: PUB_KEY_ID_0119000000012026.",
        "The shop's clock and WeChat Pay's are 0 seconds apart.",
        "A signed question was understood.",
        "A signed answer was recognised.",
    ]
    assert wechat.names() == ["query", "bill"]


def test_without_a_bill_no_answer_could_be_checked(wechat) -> None:
    well, ill = examine()

    assert ill == []
    assert "A signed answer was recognised." not in well


@pytest.mark.parametrize(
    "name", ["MCHID", "APPID", "MERCHANT_SERIAL", "MERCHANT_KEY_FILE", "APIV3_KEY"]
)
def test_what_is_missing_has_a_name(wechat, settings, name: str) -> None:
    setattr(settings, f"WECHATPAY_{name}", "")

    assert only_ill() == f"Not set: WECHATPAY_{name}."
    assert wechat.asked == []


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("WECHATPAY_APIV3_KEY", "short", "must be 32 letters"),
        ("WECHATPAY_PUBLIC_KEY_ID", "", "Not set: WECHATPAY_PUBLIC_KEY_ID"),
        ("SHOP_CURRENCY", "EUR", "takes yuan only"),
        ("WECHATPAY_MERCHANT_KEY_FILE", "/nowhere", "can't be read as an RSA key"),
        ("WECHATPAY_PUBLIC_KEY_FILE", "/nowhere", "public key or a certificate"),
        ("WECHATPAY_MERCHANT_SERIAL", "AB" * 20, "does not accept our signature"),
        ("WECHATPAY_BASE_URL", "http://127.0.0.1:1", "can't be reached"),
    ],
)
def test_what_is_wrong_is_said(wechat, settings, name, value, text: str) -> None:
    setattr(settings, name, value)

    assert text in only_ill()


def test_a_secret_that_is_missing_is_no_illness(wechat, settings) -> None:
    settings.WECHAT_APP_SECRET = ""

    well, ill = examine()

    assert ill == []
    assert any("not offered inside WeChat" in text for text in well)


def test_a_key_of_somebody_else_is_noticed(wechat, tmp_path: Path) -> None:
    (tmp_path / "wechat.pem").write_bytes(public_pem("stranger"))
    wechat.books.bills["2026-11-18"] = bill()

    assert "not signed with a key that is here" in only_ill()


def test_a_clock_that_is_wrong_is_noticed(wechat) -> None:
    late = NOON + timedelta(minutes=6)

    assert "360 seconds apart" in " ".join(examine(now=late)[1])


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (LOST, "can't be reached"),
        (refuses(403, "NO_AUTH"), "refused the question: NO_AUTH"),
        (Fault(answer=(404, {})), "can't be reached"),
    ],
)
def test_what_wechat_says_is_told(wechat, fault: Fault, text: str) -> None:
    wechat.next("query", fault)

    assert text in only_ill()


def test_certificates_that_end_are_told_of(wechat, settings, tmp_path: Path) -> None:
    settings.WECHATPAY_PUBLIC_KEY_ID = settings.WECHATPAY_PUBLIC_KEY_FILE = ""
    settings.WECHATPAY_PLATFORM_CERT_DIR = str(tmp_path / "certificates")
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates" / "one.pem").write_bytes(pem_of("platform", until=2027))

    now = NOON.replace(year=2026, month=12, day=20)

    assert "ends within a month" in " ".join(examine(now=now)[1])


def test_certificates_that_are_still_to_come_are_no_illness(
    wechat, settings, tmp_path: Path
) -> None:
    settings.WECHATPAY_PUBLIC_KEY_ID = settings.WECHATPAY_PUBLIC_KEY_FILE = ""
    settings.WECHATPAY_PLATFORM_CERT_DIR = str(tmp_path / "certificates")
    wechat.signer = by_certificate()
    wechat.books.certificates = [("platform", 2040)]

    well, ill = examine()

    assert ill == []
    assert "WeChat Pay's certificates will be fetched." in well
