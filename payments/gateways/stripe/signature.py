"""Was a callback signed by Stripe, for us, just now?

The library accepts what is signed for the future and reads odd headers kindly; here a
header has one time, in digits, and it is within five minutes of ours, either way.
"""

import re
from datetime import datetime, timedelta

import stripe
from django.conf import settings

from payments.errors import Forged
from shop.kernel.clock import elsewhere

TOLERANCE = timedelta(seconds=300)
LONGEST_HEADER = 2_048  # several signatures while a secret is being changed
TIME = re.compile(r"(?:^|,)\s*t=")
HEADER = re.compile(r"t=([0-9]{1,12})(?:,[a-z0-9]{1,8}=[0-9A-Za-z]{1,128}){1,16}")


def check(body: bytes, header: str, *, now: datetime) -> None:
    """Over the body as it came.  Raises Forged."""
    found = HEADER.fullmatch(header) if len(header) <= LONGEST_HEADER else None
    if found is None or len(TIME.findall(header)) != 1:
        raise Forged
    signed_at = int(found[1])
    if abs(elsewhere(now).timestamp() - signed_at) > TOLERANCE.total_seconds():
        raise Forged
    try:
        stripe.WebhookSignature.verify_header(
            body, header, settings.STRIPE_WEBHOOK_SECRET
        )
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        raise Forged from None
