"""Checkout Sessions: the page of Stripe's on which one attempt is paid.

Nothing that is sent depends on the moment or the reader, so that a request whose answer
was lost can be repeated and gives the same session.  Once known, its id is kept with
the attempt; until then nobody has its address, so nobody can have paid there.
"""

import hashlib
import json
from datetime import timedelta
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from stripe import StripeClient

from payments.errors import GatewayAway, NumberSpoiled
from payments.gateways.base import TradeState, TradeStatus
from payments.gateways.stripe.client import UNREADABLE, Frozen, Refused, ask
from payments.gateways.stripe.facts import OURS, Facts, capture_of, text
from payments.gateways.stripe.minor import to_units
from payments.models import PaymentAttempt
from shop.kernel.clock import elsewhere
from shop.kernel.failpoints import failpoint

SHORTEST = timedelta(minutes=35)  # Stripe wants half an hour, by its own clock
LONGEST = timedelta(hours=23, minutes=55)
KEYS = 3  # an error of Stripe's own spoils a key
FAILED_INTENTS = {"requires_payment_method", "canceled"}
STATUS = {
    "open": TradeStatus.WAITING,
    "expired": TradeStatus.CLOSED,
    "complete": TradeStatus.WAITING,  # until its money is there
}


def retrieve(attempt: PaymentAttempt, reference: str) -> Facts:
    """As Stripe knows it now.  Raises Refused, GatewayAway."""
    return _about(attempt, ask(partial(_retrieve, reference)))


def create(attempt: PaymentAttempt) -> Facts:
    """The attempt's session, one however often asked.  Raises Refused, GatewayAway,
    NumberSpoiled (every key repeats an error).

    A repeated answer tells how it stood at first.  After a session that has ended
    (`reference`) it is the next one.
    """
    params = _params(attempt)
    secret = json.dumps([params, attempt.reference], sort_keys=True)
    digest = hashlib.sha256(secret.encode()).hexdigest()[:16]
    for turn in range(1, KEYS + 1):
        key = f"{attempt.out_trade_no}-{digest}-{turn}"
        try:
            session = ask(partial(_create, params, key), key=key)
        except Frozen:
            continue  # if there is one, nobody knows its address
        failpoint("pay.gateway_did_it")
        return _about(attempt, session)
    raise NumberSpoiled


def expire(attempt: PaymentAttempt, reference: str) -> Facts:
    """It takes no money any more; tells how it stands where it could not be ended."""
    try:
        return _about(attempt, ask(partial(_expire, reference)))
    except Refused:
        return retrieve(attempt, reference)


def state_of(session: Facts) -> TradeState:
    """Raises GatewayAway for what says nothing we understand."""
    try:
        if session["status"] == "complete" and session["payment_status"] == "paid":
            capture = capture_of(session)
            return TradeState(status=TradeStatus.PAID, captures=(capture,))
        status = STATUS[session["status"]]
        intent = session.get("payment_intent")
    except UNREADABLE:
        raise GatewayAway from None
    has_failed = isinstance(intent, dict) and intent.get("status") in FAILED_INTENTS
    if session["status"] == "complete" and has_failed:
        status = TradeStatus.CLOSED
    return TradeState(status=status)


def success_address(attempt: PaymentAttempt) -> str:
    with override(attempt.order.language or settings.LANGUAGE_CODE):
        path = reverse("payments:return", args=["stripe"])
    number = attempt.out_trade_no
    return f"{settings.PAYMENT_NOTIFY_BASE_URL}{path}?out_trade_no={number}"


def _about(attempt: PaymentAttempt, session: Facts) -> Facts:
    """An answer about another's session is none."""
    try:
        text(session["id"], 200)
        STATUS[session["status"]]
        is_ours = session["client_reference_id"] == attempt.out_trade_no
    except UNREADABLE:
        raise GatewayAway from None
    if not is_ours:
        raise GatewayAway
    return session


def _params(attempt: PaymentAttempt) -> Facts:
    """Raises Refused for an amount that Stripe can't take."""
    try:
        units = to_units(attempt.amount, attempt.currency)
    except ValueError:
        raise Refused("amount") from None
    order, metadata = attempt.order, {OURS: attempt.out_trade_no}
    with override(order.language or settings.LANGUAGE_CODE):
        name = _("Order %(number)s") % {"number": order.number}
        back = reverse("payments:pay", args=[order.number])
    price = {
        "currency": attempt.currency.lower(),
        "unit_amount": units,
        "product_data": {"name": name},
    }
    latest = min(order.pay_by + SHORTEST, attempt.opened_at + LONGEST)
    return {
        "mode": "payment",
        "client_reference_id": attempt.out_trade_no,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": success_address(attempt),
        "cancel_url": f"{settings.PAYMENT_NOTIFY_BASE_URL}{back}",
        "expires_at": int(elsewhere(latest).timestamp()),
    }


def _create(params: Facts, key: str, client: StripeClient) -> Any:
    """One retry by the library: the buyer waits, and a kept connection may be dead."""
    return client.v1.checkout.sessions.create(
        cast(Any, params), {"idempotency_key": key, "max_network_retries": 1}
    )


def _retrieve(reference: str, client: StripeClient) -> Any:
    return client.v1.checkout.sessions.retrieve(
        reference, {"expand": ["payment_intent"]}
    )


def _expire(reference: str, client: StripeClient) -> Any:
    return client.v1.checkout.sessions.expire(reference)
