"""The admin's first page: what waits, each number a link to its list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.models import Order
from orders.states import TO_SHIP
from payments.models import PaymentAttempt
from shop.kernel.clock import now
from shop.kernel.money import ZERO
from shop.models import JobRun
from shop.templatetags.shop import money
from shop.waiting import low_stock, waiting_for

MOST = 8
BEAT_IS_MISSING = timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Tile:
    label: str
    value: Any
    url: str
    tone: str = ""


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    at = now()
    counts = waiting_for(request)
    may = request.user.has_perm
    return context | {
        "tiles": _tiles(counts)
        + (_today(at) if may("payments.view_paymentattempt") else []),
        "to_ship": _to_ship() if may("orders.view_order") else None,
        "low_stock": _low() if may("catalog.view_variant") else None,
        "beat": _beat(at),
    }


def _tiles(counts: dict[str, int]) -> list[Tile]:
    """Those that this person may see; what is bad is coloured and said in words."""
    orders = reverse("admin:orders_order_changelist")
    refunds = reverse("admin:payments_refund_changelist")
    proposals = reverse("admin:payments_refundproposal_changelist")
    cases = reverse("admin:payments_moneycase_changelist")
    differences = reverse("admin:payments_difference_changelist")
    stock = reverse("admin:catalog_variant_changelist")
    rows = [
        ("to_ship", _("To ship"), f"{orders}?view=ship", "brand"),
        ("unpaid", _("Unpaid"), f"{orders}?view=unpaid", ""),
        ("low_stock", _("Low stock"), f"{stock}?stock=low", "warn"),
        ("money_to_decide", _("Money to decide"), f"{cases}?view=waiting", "bad"),
        (
            "refunds_to_approve",
            _("Refunds to approve"),
            f"{proposals}?view=waiting",
            "warn",
        ),
        ("differences", _("Differences"), f"{differences}?view=open", "bad"),
        (
            "refunds_on_the_way",
            _("Refunds on the way"),
            f"{refunds}?view=flight",
            "warn",
        ),
    ]
    return [
        Tile(
            label=label, value=counts[name], url=url, tone=tone if counts[name] else ""
        )
        for name, label, url, tone in rows
        if name in counts
    ]


def _today(at: datetime) -> list[Tile]:
    """Money that came in today, in the shop's own day."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    paid = PaymentAttempt.objects.filter(captured_at__gte=midnight)
    total = paid.aggregate(total=Sum("captured"))["total"]
    url = (
        f"{reverse('admin:payments_paymentattempt_changelist')}?status__exact=captured"
    )
    return [Tile(label=_("Paid today"), value=money(total or ZERO), url=url)]


def _to_ship() -> list[Order]:
    waiting = Order.objects.filter(status__in=TO_SHIP)
    return list(waiting.order_by("paid_at", "pk")[:MOST])


def _low() -> Any:
    rows = low_stock().select_related("product").order_by("on_hand", "pk")
    return list(rows[:MOST])


def _beat(at: datetime) -> dict[str, Any]:
    """Is somebody doing the periodic jobs?"""
    last = (
        JobRun.objects.filter(name="heartbeat").values_list("ran_at", flat=True).first()
    )
    failed = [str(run) for run in JobRun.objects.exclude(error="")[:5]]
    return {
        "last": last,
        "is_missing": last is None or at - last > BEAT_IS_MISSING,
        "failed": failed,
    }
