"""Our own key, and those that WeChat Pay signs with: a ring of serial and key.

While WeChat Pay changes over from certificates to its public key, messages come signed
with either, so both may be on the ring.  Files are read once and again when they change:
a new certificate needs no restart, and no message makes us fetch one.
"""

import logging
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

logger = logging.getLogger(__name__)

UNUSABLE = (OSError, ValueError, TypeError)


def merchant_key() -> RSAPrivateKey:
    """Signs what we ask.  Raises OSError, ValueError, TypeError."""
    return _private_key(*_version(settings.WECHATPAY_MERCHANT_KEY_FILE))


def ring(now: datetime) -> dict[str, RSAPublicKey]:
    """`{serial: key}` of everything that WeChat Pay may sign with now."""
    keys = {
        serial_of(certificate): rsa(certificate.public_key())
        for certificate in certificates()
        if certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    }
    if settings.WECHATPAY_PUBLIC_KEY_ID and settings.WECHATPAY_PUBLIC_KEY_FILE:
        version = _version(settings.WECHATPAY_PUBLIC_KEY_FILE)
        keys[settings.WECHATPAY_PUBLIC_KEY_ID] = _public_key(*version)
    return keys


def certificates() -> list[x509.Certificate]:
    """The platform's certificates that are here, valid or not.

    Other files may lie beside them: our own key, say, or one that is cut off.
    """
    folder = settings.WECHATPAY_PLATFORM_CERT_DIR
    found = []
    for path in sorted(Path(folder).glob("*.pem")) if folder else []:
        try:
            found.append(_certificate(*_version(str(path))))
        except UNUSABLE:
            logger.debug("%s is no certificate", path.name)
    return found


def serial_of(certificate: x509.Certificate) -> str:
    """As the header Wechatpay-Serial writes it."""
    return f"{certificate.serial_number:040X}"


def is_usable(now: datetime) -> bool:
    """Can we sign, and could we check?  The certificates may still be fetched."""
    try:
        merchant_key()
        return bool(ring(now) or settings.WECHATPAY_PLATFORM_CERT_DIR)
    except UNUSABLE:
        return False


def _version(path: str) -> tuple[str, int]:
    return path, Path(path).stat().st_mtime_ns


@lru_cache(maxsize=8)
def _private_key(path: str, _changed: int) -> RSAPrivateKey:
    key = load_pem_private_key(Path(path).read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("WeChat Pay takes RSA keys only.")
    return key


@lru_cache(maxsize=8)
def _public_key(path: str, _changed: int) -> RSAPublicKey:
    return rsa(load_pem_public_key(Path(path).read_bytes()))


@lru_cache(maxsize=32)
def _certificate(path: str, _changed: int) -> x509.Certificate:
    return x509.load_pem_x509_certificate(Path(path).read_bytes())


def rsa(key: object) -> RSAPublicKey:
    """Raises TypeError for a key of another kind."""
    if not isinstance(key, RSAPublicKey):
        raise TypeError("WeChat Pay takes RSA keys only.")
    return key
