"""The keys of both sides, and how WeChat Pay signs and seals.  Over `cryptography`."""

import base64
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

MCHID, APPID, MINI_APPID = "1900000001", "wx0000000000000001", "wx0000000000000002"
MERCHANT_SERIAL = "4A" * 20
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026"
APIV3_KEY = "0123456789abcdef0123456789abcdef"
SCHEME = "WECHATPAY2-SHA256-RSA2048"


@cache
def key_of(whose: str) -> RSAPrivateKey:
    """`merchant`, `platform`, `old platform`, `stranger`: made once for all tests."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(whose: str) -> bytes:
    return key_of(whose).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def public_pem(whose: str) -> bytes:
    return (
        key_of(whose)
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


@cache
def certificate_of(whose: str, *, until: int = 2040) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{whose} {until}")])
    serial = int.from_bytes(f"{whose}{until}".encode()[:18], "big")
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key_of(whose).public_key()).serial_number(serial)
    builder = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(until, 1, 1, tzinfo=UTC))
    return builder.sign(key_of(whose), SHA256())


def serial_of(whose: str, *, until: int = 2040) -> str:
    return f"{certificate_of(whose, until=until).serial_number:040X}"


def pem_of(whose: str, *, until: int = 2040) -> bytes:
    return certificate_of(whose, until=until).public_bytes(Encoding.PEM)


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs, and under which serial."""

    whose: str = "platform"
    serial: str = PUBLIC_KEY_ID

    def headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        stamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
        signed = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        sent = key_of(self.whose).sign(signed, PKCS1v15(), SHA256())
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(sent).decode(),
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature-Type": SCHEME,
        }


BY_KEY = Signer()


def by_certificate(whose: str = "platform", *, until: int = 2040) -> Signer:
    return Signer(whose=whose, serial=serial_of(whose, until=until))


def sealed(text: bytes, *, about: str = "transaction") -> dict[str, str]:
    nonce = secrets.token_hex(6)
    box = AESGCM(APIV3_KEY.encode()).encrypt(nonce.encode(), text, about.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(box).decode(),
        "nonce": nonce,
        "associated_data": about,
        "original_type": about,
    }


def callback_body(kind: str, about: Any, **envelope: Any) -> bytes:
    """As it is posted to the shop; `about` is what lies in the seal."""
    said = {
        "id": secrets.token_hex(16),
        "create_time": "2026-11-20T20:00:00+08:00",
        "resource_type": "encrypt-resource",
        "event_type": kind,
        "summary": "…",
        "resource": sealed(json.dumps(about).encode()),
    }
    return json.dumps(said | envelope).encode()


def is_ours(header: str, method: str, target: str, body: bytes, *, at: datetime) -> str:
    """Why WeChat Pay would answer 401; empty where it would not."""
    scheme, _, rest = header.partition(" ")
    said = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    if scheme != SCHEME or said["mchid"] != MCHID:
        return "who"
    if said["serial_no"] != MERCHANT_SERIAL:
        return "serial"
    if abs(int(said["timestamp"]) - at.timestamp()) > 300:
        return "time"
    head = f"{method}\n{target}\n{said['timestamp']}\n{said['nonce_str']}\n"
    try:
        key_of("merchant").public_key().verify(
            base64.b64decode(said["signature"]),
            head.encode() + body + b"\n",
            PKCS1v15(),
            SHA256(),
        )
    except InvalidSignature:
        return "signature"
    return ""
