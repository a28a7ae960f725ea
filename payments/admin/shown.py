"""How attempts, refunds and what they are made of look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orders.models import OrderLine
from orders.refunding import LinePart
from payments.gateways.registry import gateway_label
from payments.models import MoneyCase, RefundProposal
from payments.states import AttemptStatus, RefundStatus
from shop.kernel.admin_shown import tag
from shop.templatetags.shop import money

ATTEMPT_TONES = {
    AttemptStatus.OPEN: "info",
    AttemptStatus.CAPTURED: "ok",
    AttemptStatus.CLOSED: "",
    AttemptStatus.DISPUTED: "bad",
}
REFUND_TONES = {
    RefundStatus.REQUESTED: "info",
    RefundStatus.UNKNOWN: "warn",
    RefundStatus.PROCESSING: "info",
    RefundStatus.DONE: "ok",
    RefundStatus.FAILED: "bad",
}


class GatewayFilter(admin.AllValuesFieldListFilter):
    """Gateways by their names."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | {"display": gateway_label(str(choice["display"]))}


@dataclass(frozen=True, kw_only=True)
class PartView:
    """What of a refund is for one line of the order."""

    name: str
    quantity: int
    amount: Decimal
    shipping: Decimal

    def __str__(self) -> str:
        what = f"{self.quantity} × {self.name}" if self.quantity else self.name
        words = f"{what}: {money(self.amount)}"
        if not self.shipping:
            return words
        freight = _("delivery %(amount)s") % {"amount": money(self.shipping)}
        return f"{words} + {freight}"


def views_of(
    parts: Iterable[LinePart], lines: Mapping[int, OrderLine]
) -> tuple[PartView, ...]:
    return tuple(
        PartView(
            name=name_of(lines[part.line_id]),
            quantity=part.quantity,
            amount=part.amount,
            shipping=part.shipping,
        )
        for part in parts
    )


def name_of(line: OrderLine) -> str:
    return f"{line.name} {line.options_text}".strip()


def link_to(row: Model | None, text: Any = "") -> SafeString | str:
    """The page of a row in the admin."""
    if row is None:
        return "–"
    opts = row._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return format_html('<a class="shop-link" href="{}">{}</a>', url, text or row)


def case_state(case: MoneyCase) -> SafeString:
    if case.decided_at is None:
        return tag(_("to decide"), "bad")
    return tag(case.get_decision_display(), "ok")


def proposal_state(proposal: RefundProposal) -> SafeString:
    if proposal.decided_at is None:
        return tag(_("waits for a second person"), "warn")
    is_agreed = proposal.outcome == RefundProposal.Outcome.APPROVED
    return tag(proposal.get_outcome_display(), "ok" if is_agreed else "")
