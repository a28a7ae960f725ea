"""An Alipay on a free port, and a shop that has its keys in files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from payments.gateways.alipay.keys import forget_keys
from tests.gateways.alipay.books import APP_ID, SELLER_ID
from tests.gateways.alipay.fake import FakeAlipay, serving


@dataclass
class Keys:
    shop: RSAPrivateKey
    alipay: RSAPrivateKey
    stranger: RSAPrivateKey


def private_pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(
        *(generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3))
    )


@pytest.fixture
def alipay(keys: Keys, settings, tmp_path: Path) -> Iterator[FakeAlipay]:
    """A shop whose Alipay is this one."""
    shop, public = tmp_path / "shop.pem", tmp_path / "alipay.pem"
    shop.write_bytes(private_pem(keys.shop))
    public.write_bytes(public_pem(keys.alipay))
    fake = FakeAlipay(own_key=keys.alipay, shop_key=keys.shop.public_key())
    with serving(fake):
        settings.ALIPAY_GATEWAY_URL = f"{fake.address}/gateway.do"
        settings.ALIPAY_APP_ID = APP_ID
        settings.ALIPAY_SELLER_ID = SELLER_ID
        settings.ALIPAY_APP_PRIVATE_KEY_FILE = str(shop)
        settings.ALIPAY_PUBLIC_KEY_FILE = str(public)
        settings.PAYMENT_NOTIFY_BASE_URL = "https://shop.example"
        settings.SHOP_CURRENCY = "CNY"
        forget_keys()
        yield fake
    forget_keys()
