"""The shop's road to Stripe: its own library, in our time limits, answering plain facts.

An answer is one of three: facts, Refused (Stripe has decided), or GatewayAway (nobody
knows).  Nothing of a key or a body is logged.
"""

import logging
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import stripe
import stripe._util
from django.conf import settings
from django.core.cache import cache
from stripe import StripeClient

from payments.errors import GatewayAway

logger = logging.getLogger(__name__)

API_VERSION = "2026-10-28.endive"  # what this code was written for
A_DAY = 24 * 60 * 60  # seconds; for so long a key repeats its first answer
UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)

# The library would print addresses and bodies, on request even past our logging.
logging.getLogger("stripe").setLevel(logging.WARNING)
stripe._util.STRIPE_LOG = None
stripe.enable_telemetry = False


class Refused(Exception):
    """Stripe has said no for good."""

    def __init__(self, code: str, *, status: int | None = None) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class NotAllowed(GatewayAway):
    """The key is not accepted, or not for this: nothing is known of the trade."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Frozen(GatewayAway):
    """The first answer under a key was an error of Stripe's own, and it is repeated for
    a day, whatever became of the request."""


def ask(
    question: Callable[[StripeClient], Any], *, key: str | None = None
) -> dict[str, Any]:
    """One question; `key` is its idempotency key.  Raises Refused, GatewayAway, Frozen.

    The library itself retries nothing unless the question says so: every question is
    asked again by whoever has asked it.
    """
    try:
        return question(client()).to_dict()
    except stripe.StripeError as error:
        raise _meaning(error, key) from None
    except UNREADABLE:
        logger.warning("Stripe's answer could not be read")
        raise GatewayAway from None


def ask_all(question: Callable[[StripeClient], Any]) -> Iterator[dict[str, Any]]:
    """All pages of a list.  Raises as `ask` does, also half way through."""
    try:
        for row in question(client()).auto_paging_iter():
            yield row.to_dict()
    except stripe.StripeError as error:
        raise _meaning(error, None) from None
    except UNREADABLE:
        logger.warning("Stripe's list could not be read")
        raise GatewayAway from None


def round_trip() -> tuple[dict[str, Any], str]:
    """The account's balance, and when Stripe answered by its own clock.  Raises as
    `ask` does."""
    seen: list[str] = []

    def question(client: StripeClient) -> Any:
        balance = client.v1.balance.retrieve()
        answer = balance.last_response
        seen.append((answer.headers if answer else {}).get("Date", ""))
        return balance

    return ask(question), seen[0]


def client() -> StripeClient:
    return _client(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_BASE,
        settings.PAYMENT_HTTP_TIMEOUT,
    )


@lru_cache(maxsize=4)
def _client(key: str, base: str, patience: float) -> StripeClient:
    return StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=(1, patience)),
    )


def _meaning(error: stripe.StripeError, key: str | None) -> Exception:
    """A changed parameter under an old key says nothing of what was done before, and
    a key that is not ours nothing of the trade: both are no answer."""
    logger.warning(
        "Stripe said no: %s, status %s, code %s, request %s",
        type(error).__name__,
        error.http_status,
        error.code,
        error.request_id,
    )
    if isinstance(error, stripe.InvalidRequestError | stripe.CardError):
        return Refused(error.code or "", status=error.http_status)
    if error.http_status in (401, 403):
        return NotAllowed(error.http_status)
    if error.http_status == 500 and key and _is_repeated(error, key):
        return Frozen()
    return GatewayAway()


def _is_repeated(error: stripe.StripeError, key: str) -> bool:
    said = {name.lower(): value for name, value in (error.headers or {}).items()}
    is_first = cache.add(f"stripe-500:{key}", "", A_DAY)
    return said.get("idempotent-replayed") == "true" or not is_first
