"""How the demo gateway signs: HMAC-SHA256 over time stamp and raw body."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings

SIGNATURE, TIMESTAMP = "Demo-Signature", "Demo-Timestamp"
TOLERANCE = timedelta(minutes=5)


def sign(body: bytes, timestamp: str) -> str:
    message = timestamp.encode() + b"." + body
    secret = settings.DEMO_GATEWAY_SECRET.encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def is_genuine(body: bytes, *, timestamp: str, signature: str, now: datetime) -> bool:
    """Signed by us, and not older (or newer) than five minutes."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    age = abs(now.timestamp() - int(timestamp))
    genuine = hmac.compare_digest(sign(body, timestamp).encode(), signature.encode())
    return genuine and age <= TOLERANCE.total_seconds()


def pay_parameters(number: str, *, now: datetime) -> dict[str, str]:
    """What WeChat's own sheet would be given."""
    stamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    package = f"prepay_id={number}"
    text = f"{stamp}\n{nonce}\n{package}\n"
    return {
        "timeStamp": stamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "HMAC-SHA256",
        "paySign": sign(text.encode(), stamp).upper(),
    }
