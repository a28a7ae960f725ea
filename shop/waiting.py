"""What waits for staff.  Read by the admin's sidebar and its first page."""

from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest

from catalog.models import Product, Variant
from orders.models import Order
from orders.states import TO_SHIP, OrderStatus
from payments.models import PaymentAttempt, Refund
from payments.states import IN_FLIGHT, AttemptStatus, RefundStatus


def low_stock() -> Any:
    """Offered variants that have fewer sellable pieces than their mark."""
    return Variant.objects.filter(
        is_active=True,
        product__status=Product.Status.ACTIVE,
        on_hand__lte=F("reserved") + F("low_stock_at"),
    )


def stuck_refunds() -> Any:
    """Refunds that failed for good and whose money is still here."""
    return Refund.objects.filter(status=RefundStatus.FAILED, case__decided_at=None)


def waiting_for(request: HttpRequest) -> dict[str, int]:
    """The counts, once for each request: the sidebar and the page show the same."""
    known = getattr(request, "waiting_counts", None)
    if known is None:
        known = waiting_counts(request.user)
        request.waiting_counts = known  # type: ignore[attr-defined]
    return known


def waiting_counts(user: Any) -> dict[str, int]:
    """Only what this person may see is counted.  At most five queries."""
    counts: dict[str, int] = {}
    if user.has_perm("orders.view_order"):
        open_orders = Order.objects.filter(
            status__in=[*TO_SHIP, OrderStatus.PENDING_PAYMENT]
        )
        counts |= open_orders.aggregate(
            to_ship=Count("pk", Q(status__in=TO_SHIP)),
            unpaid=Count("pk", Q(status=OrderStatus.PENDING_PAYMENT)),
        )
    if user.has_perm("catalog.view_variant"):
        counts["low_stock"] = low_stock().count()
    if user.has_perm("payments.view_refund"):
        counts["refunds_failed"] = stuck_refunds().count()
        counts["refunds_on_the_way"] = Refund.objects.filter(
            status__in=IN_FLIGHT
        ).count()
        counts["refunds"] = counts["refunds_failed"] + counts["refunds_on_the_way"]
    if user.has_perm("payments.view_paymentattempt"):
        disputed = PaymentAttempt.objects.filter(status=AttemptStatus.DISPUTED)
        counts["disputed"] = disputed.count()
    return counts
