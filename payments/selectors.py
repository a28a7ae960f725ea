"""Reads of payments for a buyer's pages."""

from typing import Any

from orders.models import Order
from orders.panels import Panel
from payments.models import PaymentAttempt, Refund
from payments.states import IN_FLIGHT, AttemptStatus, RefundStatus


def refunds_panel(order: Order) -> Panel | None:
    """Money on its way back, for the order's page.  One query."""
    refunds = list(
        Refund.objects.filter(attempt__order=order).select_related("attempt")
    )
    if not refunds:
        return None
    rows: list[dict[str, Any]] = [
        {
            "refund": refund,
            "kind": "ok" if refund.status == RefundStatus.DONE else _kind(refund),
            "is_surplus": refund.cause != Refund.Cause.STAFF,
        }
        for refund in refunds
    ]
    return Panel(template="payments/_refunds.html", facts=rows)


def _kind(refund: Refund) -> str:
    return "info" if refund.status in IN_FLIGHT else "bad"


def attempt_named(gateway: str, out_trade_no: str) -> PaymentAttempt | None:
    found = PaymentAttempt.objects.filter(gateway=gateway, out_trade_no=out_trade_no)
    return found.select_related("order").first()


def last_gateway(order: Order) -> str:
    """What the buyer tried last, to be offered first again."""
    codes = order.attempts.order_by("-pk").values_list("gateway", flat=True)
    return codes.first() or ""


def has_open_attempt(order: Order) -> bool:
    return order.attempts.filter(status=AttemptStatus.OPEN).exists()
