"""The platform's certificates, fetched on purpose only: by the timetable, and before the
first question of a shop that has none.

Never because a message names a serial that is not on the ring: whoever forges one would
make us call the gateway.
"""

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from payments.errors import GatewayAway
from payments.gateways.wechat.keys import UNUSABLE, certificates, ring, rsa, serial_of
from payments.gateways.wechat.sending import send
from payments.gateways.wechat.signing import Sealed, is_genuine, opened
from shop.kernel.clock import elsewhere

logger = logging.getLogger(__name__)

PATH = "/v3/certificates"


def trusted(now: datetime) -> Mapping[str, RSAPublicKey]:
    """The ring, filled first where it is empty.  Raises GatewayAway."""
    try:
        keys = ring(now)
        if not keys and settings.WECHATPAY_PLATFORM_CERT_DIR:
            fetch_certificates(now)
            keys = ring(now)
    except UNUSABLE as error:
        raise GatewayAway from error
    return keys


def keep_up(now: datetime) -> int:
    """Fetch what is new, where there is a folder for it; how many there were."""
    if not (settings.WECHATPAY_MCHID and settings.WECHATPAY_PLATFORM_CERT_DIR):
        return 0
    try:
        return fetch_certificates(elsewhere(now))
    except GatewayAway:
        return 0


def fetch_certificates(now: datetime) -> int:
    """Put the certificates that WeChat Pay offers into the folder; how many are new.

    They come sealed with our APIv3 key, and one of them signs the answer.  Raises
    GatewayAway.
    """
    answer = send("GET", PATH)
    if answer.status != 200:
        raise GatewayAway
    try:
        offered = {
            serial_of(one): one for one in map(_certificate, _sealed(answer.body))
        }
        keys = {serial: rsa(one.public_key()) for serial, one in offered.items()}
        here = {serial_of(one) for one in certificates()}
    except (Sealed, LookupError, AttributeError, *UNUSABLE) as error:
        raise GatewayAway from error
    if not is_genuine(answer.body, answer.headers, keys=keys, now=now):
        raise GatewayAway
    new = offered.keys() - here
    for serial in new:
        _keep(offered[serial])
    return len(new)


def _sealed(body: bytes) -> list[bytes]:
    return [opened(one["encrypt_certificate"]) for one in json.loads(body)["data"]]


def _certificate(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def _keep(certificate: x509.Certificate) -> None:
    """Whole or not at all: another process may read the folder at this moment."""
    folder = Path(settings.WECHATPAY_PLATFORM_CERT_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(certificate.public_bytes(Encoding.PEM))
        os.replace(file.name, folder / f"{serial_of(certificate)}.pem")
    except OSError as error:
        raise GatewayAway from error
    logger.info("Certificate %s of WeChat Pay is new", serial_of(certificate))
