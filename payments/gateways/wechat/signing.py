"""Signatures and seals of WeChat Pay's API v3.

Our own over `cryptography`, not those of an SDK: the one for Python accepts signed
messages of any age, fetches certificates when a forged message names a serial that it
does not know, raises bare exceptions, follows redirects and offers no other address of
the gateway.  Our tests use it as the independent peer.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings

from payments.gateways.wechat.keys import merchant_key

SCHEME = "WECHATPAY2-SHA256-RSA2048"
TOLERANCE = timedelta(minutes=5)


class Sealed(Exception):
    """What our APIv3 key does not open."""


def signature(*lines: str) -> str:
    """Of lines, each with its line break."""
    text = "".join(f"{line}\n" for line in lines)
    return base64.b64encode(
        merchant_key().sign(text.encode(), PKCS1v15(), SHA256())
    ).decode()


def authorization(method: str, target: str, body: bytes, *, now: datetime) -> str:
    """The header of a request, over exactly the bytes that are sent."""
    stamp, nonce = stamp_of(now), secrets.token_hex(16)
    facts = {
        "mchid": settings.WECHATPAY_MCHID,
        "nonce_str": nonce,
        "timestamp": stamp,
        "serial_no": settings.WECHATPAY_MERCHANT_SERIAL,
        "signature": signature(method, target, stamp, nonce, body.decode()),
    }
    listed = ",".join(f'{name}="{value}"' for name, value in facts.items())
    return f"{SCHEME} {listed}"


def pay_parameters(appid: str, prepay_id: str, *, now: datetime) -> dict[str, str]:
    """What WeChat's own sheet needs; all of it text."""
    stamp, nonce = stamp_of(now), secrets.token_hex(16)
    package = f"prepay_id={prepay_id}"
    return {
        "appId": appid,
        "timeStamp": stamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": signature(appid, stamp, nonce, package),
    }


def is_genuine(
    body: bytes,
    headers: Mapping[str, str],
    *,
    keys: Mapping[str, RSAPublicKey],
    now: datetime,
) -> bool:
    """Signed by one of the keys, and not older (or newer) than five minutes."""
    stamp = headers.get("Wechatpay-Timestamp", "")
    if not _is_fresh(stamp, now):
        return False
    if headers.get("Wechatpay-Signature-Type", SCHEME) != SCHEME:
        return False
    key = keys.get(headers.get("Wechatpay-Serial", ""))
    if key is None:
        return False
    nonce = headers.get("Wechatpay-Nonce", "")
    signed = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
    try:
        sent = base64.b64decode(headers.get("Wechatpay-Signature", ""), validate=True)
        key.verify(sent, signed, PKCS1v15(), SHA256())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def opened(resource: Mapping[str, Any]) -> bytes:
    """The text in a sealed resource.  Raises Sealed."""
    try:
        if resource["algorithm"] != "AEAD_AES_256_GCM":
            raise Sealed
        return AESGCM(settings.WECHATPAY_APIV3_KEY.encode()).decrypt(
            resource["nonce"].encode(),
            base64.b64decode(resource["ciphertext"]),
            (resource.get("associated_data") or "").encode(),
        )
    except (InvalidTag, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Sealed from error


def stamp_of(now: datetime) -> str:
    return str(int(now.timestamp()))


def _is_fresh(stamp: str, now: datetime) -> bool:
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    return abs(now.timestamp() - int(stamp)) <= TOLERANCE.total_seconds()
