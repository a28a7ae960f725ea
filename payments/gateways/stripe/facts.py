"""Reading what Stripe says, in its answers and in its callbacks alike."""

import re
from decimal import Decimal
from typing import Any

from django.conf import settings

from payments.gateways.base import Capture
from payments.gateways.stripe.minor import from_units

Facts = dict[str, Any]
OURS = "out_trade_no"  # in the metadata of whatever we have made
REFUND = "refund_number"
LONGEST_NUMBER = 32
NUMBER = re.compile(r"[0-9A-Za-z-]{1,32}")  # with a dash: more money under one number
LONGEST_AMOUNT = 10**15


def text(value: object, most: int = 64) -> str:
    """Raises ValueError for what our columns can't hold."""
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise ValueError("Not a text of ours.")
    if not value.isascii() or not value.isprintable():
        raise ValueError("Not a text of ours.")
    return value


def id_of(value: object) -> str:
    """Of something that is named, or told whole."""
    return text(value["id"] if isinstance(value, dict) else value)


def named(facts: Facts, name: str = OURS) -> str:
    """What we have written into its metadata; empty for what we have not made."""
    said = (facts.get("metadata") or {}).get(name)
    return said if isinstance(said, str) and NUMBER.fullmatch(said) else ""


def sum_of(facts: Facts, name: str = "amount") -> tuple[Decimal, str]:
    currency = text(facts["currency"], 3).upper()
    units = facts[name]
    if isinstance(units, int) and abs(units) > LONGEST_AMOUNT:
        raise ValueError("No amount of money.")
    return from_units(units, currency), currency


def key_is_live() -> bool | None:
    """Is it about real money?  None for a key that does not say."""
    parts = settings.STRIPE_SECRET_KEY.split("_")
    if len(parts) < 3 or parts[0] not in ("sk", "rk"):
        return None
    return {"live": True, "test": False}.get(parts[1])


def capture_of(session: Facts) -> Capture:
    """The money of a session that is paid."""
    amount, currency = sum_of(session, "amount_total")
    number = named(session) or text(session["client_reference_id"], LONGEST_NUMBER)
    is_ours = session.get("client_reference_id") == number
    return Capture(
        out_trade_no=number,
        trade_no=id_of(session["payment_intent"]),
        amount=amount,
        currency=currency,
        mismatch="" if is_ours else "client_reference_id",
    )
