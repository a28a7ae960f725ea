"""How the demo gateway signs: HMAC-SHA256 over time stamp and raw body."""

import hashlib
import hmac
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
