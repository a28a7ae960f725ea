"""Was a callback signed by Stripe, for us, just now?

The library accepts what is signed for the future and reads odd headers kindly; here a
header is one time, in digits, within five minutes of ours either way, and signatures.
"""

import re
from datetime import datetime, timedelta

import stripe
from django.conf import settings

from payments.errors import Forged
from shop.kernel.clock import elsewhere

TOLERANCE = timedelta(seconds=300)
LONGEST_HEADER = 2_048  # several signatures while a secret is being changed
HEADER = re.compile(r"t=([0-9]{1,12})(?:,v[0-9]=[0-9A-Za-z]{1,128}){1,16}")


def check(body: bytes, header: str, *, now: datetime) -> None:
    """Over the body as it came.  Raises Forged."""
    found = HEADER.fullmatch(header) if len(header) <= LONGEST_HEADER else None
    if found is None:
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
