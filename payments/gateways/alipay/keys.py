"""The two keys: the shop signs with its own, and Alipay's answers with Alipay's.

RSA2 is RSA PKCS#1 v1.5 over SHA-256.
"""

import base64
import binascii
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

PEM = b"-----BEGIN"


class NoKey(Exception):
    """There is no such file, or no RSA key in it."""


def shop_key() -> RSAPrivateKey:
    """Raises NoKey."""
    return _private_key(settings.ALIPAY_APP_PRIVATE_KEY_FILE)


def alipay_key() -> RSAPublicKey:
    """Raises NoKey."""
    return _public_key(settings.ALIPAY_PUBLIC_KEY_FILE)


def sign(text: str) -> str:
    """Raises NoKey."""
    signature = shop_key().sign(text.encode(), PKCS1v15(), SHA256())
    return base64.b64encode(signature).decode()


def is_genuine(signed: bytes, signature: object) -> bool:
    """Did Alipay sign this?  Raises NoKey."""
    if not isinstance(signature, str):
        return False
    try:
        alipay_key().verify(
            base64.b64decode(signature, validate=True), signed, PKCS1v15(), SHA256()
        )
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def forget_keys() -> None:
    """As in a new process."""
    _private_key.cache_clear()
    _public_key.cache_clear()


@lru_cache(maxsize=8)
def _private_key(path: str) -> RSAPrivateKey:
    """PKCS#1 or PKCS#8; with or without the lines that Alipay's key tool leaves out."""
    content = _content(path)
    try:
        key = (
            load_pem_private_key(content, password=None)
            if content.startswith(PEM)
            else load_der_private_key(base64.b64decode(content), password=None)
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey(path) from error
    if not isinstance(key, RSAPrivateKey):
        raise NoKey(path)
    return key


@lru_cache(maxsize=8)
def _public_key(path: str) -> RSAPublicKey:
    content = _content(path)
    try:
        key = (
            load_pem_public_key(content)
            if content.startswith(PEM)
            else load_der_public_key(base64.b64decode(content))
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey(path) from error
    if not isinstance(key, RSAPublicKey):
        raise NoKey(path)
    return key


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes().strip()
    except (OSError, ValueError) as error:
        raise NoKey(path) from error
