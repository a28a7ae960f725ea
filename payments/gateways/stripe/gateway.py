"""Stripe: the buyer pays on a page of Stripe's, by whatever its dashboard allows."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.errors import (
    Forged,
    GatewayAway,
    MethodNotOffered,
    NotPayable,
    NumberSpoiled,
)
from payments.gateways.base import (
    NOBODY,
    Message,
    Payer,
    RefundState,
    StatementRow,
    Symptom,
    TradeState,
    TradeStatus,
)
from payments.gateways.stripe import examining, reading, refunds, sessions, statement
from payments.gateways.stripe.client import Refused
from payments.gateways.stripe.facts import Facts
from payments.models import PaymentAttempt, Refund
from payments.states import AttemptStatus

logger = logging.getLogger(__name__)

CLOSED = TradeState(status=TradeStatus.CLOSED)
SIGNATURE = "Stripe-Signature"


class StripeGateway:
    """Card and wallet payments of the whole world, in the shop's currency."""

    code = "stripe"
    label: str | Promise = "Stripe"
    hint: str | Promise = _("Bank cards, Apple Pay and Google Pay")

    zone: tzinfo = UTC
    needs: tuple[str, ...] = examining.NEEDED

    def is_configured(self) -> bool:
        return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET)

    def is_offered(self, request: HttpRequest) -> bool:
        return self.is_configured()

    def channel(self, request: HttpRequest) -> str:
        return ""

    def detour(self, request: HttpRequest, *, back: str) -> str | None:
        return None

    def payer(self, request: HttpRequest) -> Payer:
        return NOBODY

    def start(self, attempt: PaymentAttempt, *, payer: Payer, now: datetime) -> str:
        """The address of the attempt's session; a new one where it has run out."""
        if not self.is_configured():
            raise MethodNotOffered
        try:
            session = self._page_of(attempt)
        except Refused as no:
            logger.warning("Stripe takes no session for %s: %s", attempt, no.code)
            raise MethodNotOffered from None
        if session["status"] == "complete":
            return sessions.success_address(attempt)
        if not _keep(attempt, session):
            return self._too_late(attempt, session)
        return _address(session)

    def _page_of(self, attempt: PaymentAttempt) -> Facts:
        if attempt.reference:
            session = sessions.retrieve(attempt, attempt.reference)
            if session["status"] != "expired":
                return session
        return sessions.create(attempt)

    def _too_late(self, attempt: PaymentAttempt, session: Facts) -> str:
        """Paid or closed while it was being opened: a page that nobody is to pay on."""
        attempt.refresh_from_db()
        if attempt.status == AttemptStatus.CAPTURED:
            return sessions.success_address(attempt)
        try:
            sessions.expire(attempt, session["id"])
        except (Refused, GatewayAway):
            logger.warning("The session of %s stays open", attempt)
        raise NotPayable

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        try:
            reference = attempt.reference or sessions.create(attempt)["id"]
            session = sessions.retrieve(attempt, reference)
        except (Refused, NumberSpoiled):
            return CLOSED  # there is none that anybody knows, and there will be none
        _keep(attempt, session)
        return sessions.state_of(session)

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        """What was paid can't be ended; then it tells what came."""
        try:
            reference = attempt.reference or sessions.create(attempt)["id"]
            session = sessions.expire(attempt, reference)
        except (Refused, NumberSpoiled):
            return CLOSED
        _keep(attempt, session)
        if session["status"] == "open":
            raise GatewayAway
        return sessions.state_of(session)

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return refunds.make(refund, now=now)

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return refunds.find(refund)

    def read(self, request: HttpRequest, *, now: datetime) -> Message:
        if not self.is_configured():
            raise Forged
        header = request.headers.get(SIGNATURE, "")
        return reading.read(request.body, header, now=now)

    def acknowledge(self) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")

    def refuse(self, status: int) -> HttpResponse:
        return HttpResponse("refused", status=status, content_type="text/plain")

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        return statement.statement(day, now=now, before=before)

    def examine(self, *, now: datetime) -> Iterator[Symptom]:
        return examining.examine(now=now)


def _keep(attempt: PaymentAttempt, session: Facts) -> bool:
    return attempt.reference == session["id"] or attempt.remember(session["id"])


def _address(session: Facts) -> str:
    address = session.get("url")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise GatewayAway
    return address
