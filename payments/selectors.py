"""Reads of payments for a buyer's pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cart.why import Back, WhyLine
from orders.models import Order, OrderLine
from orders.panels import Panel
from orders.reasons import words_of
from orders.why import why_of_line
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.states import IN_FLIGHT, RefundStatus
from shop.kernel.money import ZERO
from shop.kernel.prepared import prepared

Cause, Decision, R = Refund.Cause, MoneyCase.Decision, RefundStatus

FOR: dict[str, str | Promise] = {
    Cause.STAFF: gettext_lazy("Refunded by the shop"),
    Cause.BUYER: gettext_lazy("You cancelled the order"),
    Cause.TEAM: gettext_lazy("Your team was not complete in time"),
    Cause.LATE: gettext_lazy("You paid after the order was closed"),
    Cause.SURPLUS: gettext_lazy("You paid twice"),
    Cause.OUTDATED: gettext_lazy("You paid a price that had changed"),
    Cause.WRONG: gettext_lazy("Another amount came in"),
}
SAID: dict[str, str | Promise] = {
    R.REQUESTED: gettext_lazy("We are handing it to the payment service."),
    R.UNKNOWN: gettext_lazy(
        "The payment service has not confirmed it yet. We keep asking; there is nothing "
        "for you to do."
    ),
    R.PROCESSING: gettext_lazy(
        "It goes back the way it came. Depending on your bank this takes a few days."
    ),
    R.DONE: gettext_lazy("It went back the way it came."),
    R.FAILED: gettext_lazy(
        "It did not go through. We are looking at it; there is nothing for you to do."
    ),
}
DECIDED: dict[str, str | Promise] = {
    Decision.AGAIN: gettext_lazy("It did not go through and was sent again."),
    Decision.BY_HAND: gettext_lazy("It did not go through and was paid by hand."),
    Decision.KEEP: gettext_lazy(
        "It did not go through, and the shop has withdrawn it. Ask us if that is wrong."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of a refund is for what.  Of `pieces` there are none in a sum or freight."""

    label: str
    pieces: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class RefundView:
    """One refund: what it is for, and how far it is."""

    refund: Refund
    title: str
    reason: str
    parts: Sequence[Part]
    steps: Sequence[dict[str, Any]]
    kind: str
    said: str
    why: Sequence[WhyLine]


def refunds_panel(order: Order) -> Panel | None:
    """Money on its way back, for the order's page.  Two queries where there is any."""
    refunds = list(
        Refund.objects.filter(attempt__order=order)
        .select_related("case")
        .prefetch_related("lines")
    )
    if not refunds:
        return None
    lines = {line.pk: line for line in order.lines.all()}
    views = [_view(refund, lines) for refund in refunds]
    return Panel(template="payments/_refunds.html", facts=views)


def strays_panel(order: Order) -> Panel | None:
    """Sums that differ from what was asked, until somebody has decided about them."""
    cases = order.money_cases.filter(kind=MoneyCase.Kind.MISMATCH, decided_at=None)
    facts = list(cases.select_related("attempt"))
    return Panel(template="payments/_strays.html", facts=facts) if facts else None


def _view(refund: Refund, lines: Mapping[int, OrderLine]) -> RefundView:
    decision = _decision(refund)
    said = DECIDED.get(decision) or SAID[refund.status]
    return RefundView(
        refund=refund,
        title=str(FOR[refund.cause]),
        reason=words_of(refund.reason) if refund.cause == Cause.STAFF else "",
        parts=_parts(refund, lines),
        steps=_steps(refund),
        kind=_kind(refund, decision),
        said=_("We have paid it by hand.") if refund.by_hand else str(said),
        why=_why(refund, lines),
    )


def _kind(refund: Refund, decision: str) -> str:
    if refund.status in IN_FLIGHT:
        return "info"
    if refund.status == R.DONE:
        return "ok"
    return "plain" if decision else "bad"


def _decision(refund: Refund) -> str:
    """What the shop has decided about a refund that failed, if it has."""
    case = getattr(refund, "case", None)
    return case.decision if case else ""


def _parts(refund: Refund, lines: Mapping[int, OrderLine]) -> list[Part]:
    """Articles by pieces, then the sum for none in particular, then the delivery."""
    rows = list(refund.lines.all())
    parts = [
        Part(label=lines[row.line_id].name, pieces=row.quantity, amount=row.amount)
        for row in rows
        if row.quantity
    ]
    goodwill = sum((row.amount for row in rows if not row.quantity), ZERO)
    shipping = sum((row.shipping for row in rows), ZERO)
    if goodwill:
        parts.append(Part(label=_("Price reduction"), pieces=0, amount=goodwill))
    if shipping:
        label = pgettext("amount", "Delivery")
        parts.append(Part(label=label, pieces=0, amount=shipping))
    return parts


def _why(refund: Refund, lines: Mapping[int, OrderLine]) -> list[WhyLine]:
    return [
        why_of_line(
            lines[row.line_id],
            back=Back(pieces=row.quantity, goods=row.amount, shipping=row.shipping),
        )
        for row in refund.lines.all()
    ]


def _steps(refund: Refund) -> list[dict[str, Any]]:
    """Asked for, sent, done; a refund by hand was done as soon as it was written."""
    asked = _step(_("Asked for"), "done", refund.requested_at)
    if refund.by_hand:
        return [asked, _step(_("Paid by hand"), "done", refund.done_at)]
    if refund.status == R.FAILED:
        case = getattr(refund, "case", None)
        failed_at = case.opened_at if case else None
        return [asked, _step(_("Failed"), "failed", failed_at)]
    sent, done = pgettext("refund", "Sent"), pgettext("refund", "Done")
    if refund.status == R.DONE:
        return [asked, _step(sent, "done"), _step(done, "done", refund.done_at)]
    if refund.status == R.PROCESSING:
        return [asked, _step(sent, "current"), _step(done, "todo")]
    if refund.status == R.UNKNOWN:
        return [asked, _step(_("Being checked"), "current"), _step(done, "todo")]
    return [asked | {"state": "current"}, _step(sent, "todo"), _step(done, "todo")]


def _step(label: str, state: str, at: datetime | None = None) -> dict[str, Any]:
    return {"label": label, "state": state, "at": at}


def last_gateway(order: Order) -> str:
    """What the buyer tried last, to be offered first again."""
    return next(iter(_gateways(order_id=order.pk)), "")


@prepared
def _gateways(order_id: int) -> QuerySet[PaymentAttempt, str]:
    tried = PaymentAttempt.objects.filter(order=order_id).order_by("-pk")
    return tried.values_list("gateway", flat=True)[:1]


def standings_of(order: Order) -> set[str]:
    """How its attempts stand; empty where nobody has tried to pay."""
    return set(order.attempts.order_by().values_list("status", flat=True).distinct())
