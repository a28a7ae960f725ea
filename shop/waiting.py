"""What waits for staff.  Read by the admin's sidebar and its first page."""

from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest

from catalog.models import Product, Variant
from orders.models import Order
from orders.states import TO_SHIP, OrderStatus
from payments.models import Difference, MoneyCase, Refund, RefundProposal
from payments.states import IN_FLIGHT


def low_stock() -> Any:
    """Offered variants that have fewer sellable pieces than their mark."""
    return Variant.objects.filter(
        is_active=True,
        product__status=Product.Status.ACTIVE,
        on_hand__lte=F("reserved") + F("low_stock_at"),
    )


def waiting_for(request: HttpRequest) -> dict[str, int]:
    """The counts, once for each request: the sidebar and the page show the same."""
    known = getattr(request, "waiting_counts", None)
    if known is None:
        known = waiting_counts(request.user)
        request.waiting_counts = known  # type: ignore[attr-defined]
    return known


def waiting_counts(user: Any) -> dict[str, int]:
    """Only what this person may see is counted.  At most six queries."""
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
    if user.has_perm("payments.view_moneycase"):
        undecided = MoneyCase.objects.filter(decided_at=None)
        counts["money_to_decide"] = undecided.count()
    if user.has_perm("payments.view_difference"):
        counts["differences"] = Difference.objects.open().count()
    if user.has_perm("payments.view_refundproposal"):
        waiting = RefundProposal.objects.filter(decided_at=None)
        counts["refunds_to_approve"] = waiting.count()
    if user.has_perm("payments.view_refund"):
        on_their_way = Refund.objects.filter(status__in=IN_FLIGHT)
        counts["refunds_on_the_way"] = on_their_way.count()
    return counts
