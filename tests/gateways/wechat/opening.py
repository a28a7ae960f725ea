"""Opens a small WeChat Pay, and tells the shop of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def opened(settings: Any, folder: Path) -> Iterator[FakeWeChat]:
    """In public-key mode."""
    (folder / "merchant.pem").write_bytes(private_pem("merchant"))
    (folder / "wechat.pem").write_bytes(public_pem("platform"))
    fake = FakeWeChat(clock=clock.now)
    server = serve(fake)
    settings.WECHATPAY_BASE_URL = settings.WECHAT_API_BASE_URL = fake.url
    settings.WECHAT_OAUTH_AUTHORIZE_URL = f"{fake.url}/connect/oauth2/authorize"
    settings.WECHATPAY_MCHID, settings.WECHATPAY_APPID = MCHID, APPID
    settings.WECHATPAY_MERCHANT_SERIAL = MERCHANT_SERIAL
    settings.WECHATPAY_MERCHANT_KEY_FILE = str(folder / "merchant.pem")
    settings.WECHATPAY_APIV3_KEY = APIV3_KEY
    settings.WECHATPAY_PUBLIC_KEY_ID = PUBLIC_KEY_ID
    settings.WECHATPAY_PUBLIC_KEY_FILE = str(folder / "wechat.pem")
    settings.WECHATPAY_PLATFORM_CERT_DIR = ""
    settings.WECHAT_APP_SECRET = "app-secret"
    settings.WECHAT_MINIPROGRAM_APPID = MINI_APPID
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
