"""WeChat Pay may sign with its public key or a certificate, whichever is on the ring."""

from pathlib import Path

import pytest

from payments.errors import GatewayAway
from payments.gateways.base import TradeStatus
from payments.gateways.wechat.certificates import fetch_certificates
from payments.jobs import fetch_wechat_certificates
from tests.conftest import NOON
from tests.gateways.wechat.fake import Fault
from tests.gateways.wechat.seals import (
    BY_KEY,
    Signer,
    by_certificate,
    callback_body,
    pem_of,
    private_pem,
    serial_of,
)
from tests.gateways.wechat.walks import GATEWAY, make_attempt, post, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(wechat, settings, tmp_path: Path) -> Path:
    """Certificate mode, without a certificate yet."""
    settings.WECHATPAY_PUBLIC_KEY_ID = settings.WECHATPAY_PUBLIC_KEY_FILE = ""
    settings.WECHATPAY_PLATFORM_CERT_DIR = str(tmp_path / "certificates")
    wechat.signer = by_certificate()
    wechat.books.certificates = [("platform", 2040)]
    return tmp_path / "certificates"


def put(folder: Path, whose: str, *, until: int = 2040) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{serial_of(whose, until=until)}.pem").write_bytes(
        pem_of(whose, until=until)
    )


def call(wechat, signer: Signer) -> int:
    attempt = started()
    wechat.books.pay(attempt.out_trade_no)
    about = wechat.books.trade(attempt.out_trade_no)
    return post(callback_body("TRANSACTION.SUCCESS", about), signer=signer).status_code


def test_a_shop_without_certificates_fetches_them_once(wechat, folder) -> None:
    attempt = started()

    assert GATEWAY.query(attempt, now=NOON).status is TradeStatus.WAITING
    assert wechat.names() == ["certificates", "prepay", "query"]
    assert [file.name for file in folder.iterdir()] == [f"{serial_of('platform')}.pem"]


def test_a_new_certificate_counts_beside_the_old_one(wechat, folder) -> None:
    put(folder, "old platform")
    wechat.signer = by_certificate("old platform")
    started()

    put(folder, "platform")

    assert call(wechat, by_certificate("old platform")) == 204
    assert call(wechat, by_certificate("platform")) == 204


def test_both_kinds_of_keys_count_while_wechat_changes_over(
    wechat, settings, tmp_path
) -> None:
    settings.WECHATPAY_PLATFORM_CERT_DIR = str(tmp_path / "certificates")
    put(tmp_path / "certificates", "old platform")

    assert call(wechat, by_certificate("old platform")) == 204
    assert call(wechat, BY_KEY) == 204


def test_a_certificate_that_has_run_out_counts_no_more(wechat, folder) -> None:
    put(folder, "platform")
    put(folder, "old platform", until=2025)

    assert call(wechat, by_certificate("old platform", until=2025)) == 403


def test_other_files_beside_the_certificates_do_no_harm(wechat, folder) -> None:
    put(folder, "platform")
    (folder / "apiclient_key.pem").write_bytes(private_pem("merchant"))
    (folder / "cut-off.pem").write_bytes(pem_of("platform")[:200])

    assert call(wechat, by_certificate("platform")) == 204


def test_an_unknown_serial_fetches_nothing(wechat, folder) -> None:
    put(folder, "platform")
    wechat.books.certificates = [("old platform", 2040)]

    assert call(wechat, by_certificate("old platform")) == 403
    assert "certificates" not in wechat.names()


def test_a_callback_fetches_nothing_even_where_there_is_none(wechat, folder) -> None:
    body = callback_body("TRANSACTION.SUCCESS", {"out_trade_no": "P1"})

    assert post(body, signer=by_certificate()).status_code == 403
    assert wechat.asked == []


def test_the_timetable_fetches_what_is_new(wechat, folder) -> None:
    put(folder, "platform")
    wechat.books.certificates.append(("old platform", 2040))

    assert fetch_wechat_certificates(NOON) == 1
    assert fetch_wechat_certificates(NOON) == 0
    assert len(list(folder.glob("*.pem"))) == 2


def test_the_timetable_asks_nobody_where_there_is_nothing_to_fetch(
    wechat, settings
) -> None:
    assert fetch_wechat_certificates(NOON) == 0

    settings.WECHATPAY_MCHID = ""
    settings.WECHATPAY_PLATFORM_CERT_DIR = "/nowhere"
    assert fetch_wechat_certificates(NOON) == 0
    assert wechat.asked == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(signed="stranger"),
        Fault(signed="not"),
        Fault(raw=b"{}"),
        Fault(raw=b'{"data":[{"encrypt_certificate":{}}]}'),
        Fault(raw=b"[]"),
        Fault(answer=(500, {})),
    ],
)
def test_a_certificate_of_nobody_knows_whom_is_not_kept(
    wechat, folder, fault: Fault
) -> None:
    wechat.next("certificates", fault)

    with pytest.raises(GatewayAway):
        fetch_certificates(NOON)

    assert not folder.exists()


def test_a_merchant_who_has_only_the_public_key_gets_none(wechat, folder) -> None:
    wechat.books.certificates = []

    assert fetch_wechat_certificates(NOON) == 0
    with pytest.raises(GatewayAway):
        GATEWAY.query(make_attempt(), now=NOON)


@pytest.mark.parametrize(
    "name",
    ["MCHID", "APPID", "MERCHANT_SERIAL", "MERCHANT_KEY_FILE", "APIV3_KEY"],
)
def test_is_offered_only_with_everything_it_needs(
    wechat, settings, rf, name: str
) -> None:
    assert GATEWAY.is_offered(rf.get("/"))

    setattr(settings, f"WECHATPAY_{name}", "")

    assert not GATEWAY.is_offered(rf.get("/"))


def test_is_offered_for_yuan_only(wechat, settings, rf) -> None:
    settings.SHOP_CURRENCY = "EUR"

    assert not GATEWAY.is_offered(rf.get("/"))


def test_is_not_offered_without_a_key_to_check_with(wechat, settings, rf) -> None:
    settings.WECHATPAY_PUBLIC_KEY_ID = ""

    assert not GATEWAY.is_offered(rf.get("/"))


@pytest.mark.parametrize("name", ["merchant.pem", "wechat.pem"])
def test_is_not_offered_with_a_broken_key(wechat, tmp_path, rf, name: str) -> None:
    (tmp_path / name).write_text("not a key")

    assert not GATEWAY.is_offered(rf.get("/"))
