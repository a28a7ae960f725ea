"""A shop that takes WeChat Pay, and a small WeChat Pay that it talks to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.kernel import clock
from tests.gateways.wechat.fake import FakeWeChat, serve
from tests.gateways.wechat.seals import (
    APIV3_KEY,
    APPID,
    MCHID,
    MERCHANT_SERIAL,
    MINI_APPID,
    PUBLIC_KEY_ID,
    private_pem,
    public_pem,
)
from tests.walks import at_noon  # noqa: F401


@pytest.fixture
def wechat(settings, tmp_path: Path, at_noon: None) -> Iterator[FakeWeChat]:  # noqa: F811
    """In public-key mode."""
    (tmp_path / "merchant.pem").write_bytes(private_pem("merchant"))
    (tmp_path / "wechat.pem").write_bytes(public_pem("platform"))
    fake = FakeWeChat(clock=clock.now)
    server = serve(fake)
    settings.WECHATPAY_BASE_URL = settings.WECHAT_API_BASE_URL = fake.url
    settings.WECHATPAY_MCHID, settings.WECHATPAY_APPID = MCHID, APPID
    settings.WECHATPAY_MERCHANT_SERIAL = MERCHANT_SERIAL
    settings.WECHATPAY_MERCHANT_KEY_FILE = str(tmp_path / "merchant.pem")
    settings.WECHATPAY_APIV3_KEY = APIV3_KEY
    settings.WECHATPAY_PUBLIC_KEY_ID = PUBLIC_KEY_ID
    settings.WECHATPAY_PUBLIC_KEY_FILE = str(tmp_path / "wechat.pem")
    settings.WECHATPAY_PLATFORM_CERT_DIR = ""
    settings.WECHAT_APP_SECRET = "app-secret"
    settings.WECHAT_MINIPROGRAM_APPID = MINI_APPID
    settings.PAYMENT_NOTIFY_BASE_URL = "https://shop.example"
    settings.PAYMENT_HTTP_TIMEOUT = 0.5
    yield fake
    server.shutdown()
    server.server_close()
