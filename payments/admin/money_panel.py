"""The money of an order on its page: what came in, went back, and waits for somebody."""

from typing import Any

from orders.models import Order
from payments.admin.shown import (
    ATTEMPT_TONES,
    REFUND_TONES,
    case_state,
    proposal_state,
    views_of,
)
from payments.gateways.registry import gateway_label
from payments.models import Refund
from payments.states import AttemptStatus, RefundStatus


def money_of(order: Order) -> dict[str, Any]:
    """Six queries, however many there are of each."""
    lines = {line.pk: line for line in order.lines.all()}
    refunds = Refund.objects.filter(attempt__order=order).select_related(
        "actor", "approved_by"
    )
    cases = order.money_cases.select_related("order")
    proposals = order.refund_proposals.select_related("proposer")
    return {
        "attempts": [
            (
                attempt,
                gateway_label(attempt.gateway),
                ATTEMPT_TONES[AttemptStatus(attempt.status)],
            )
            for attempt in order.attempts.all()
        ],
        "refunds": [
            {
                "refund": refund,
                "tone": REFUND_TONES[RefundStatus(refund.status)],
                "parts": views_of(refund.parts().values(), lines),
            }
            for refund in refunds.prefetch_related("lines")
        ],
        "cases": [(case, case_state(case)) for case in cases],
        "proposals": [(proposal, proposal_state(proposal)) for proposal in proposals],
    }
