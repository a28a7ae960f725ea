"""Packing slips: of a parcel, or of what an order still has to send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from orders.models import Order, OrderLine, Shipment
from orders.states import TO_SHIP
from shop.kernel.clock import now

PAPERS = ("a4", "label")  # a label has 100 × 150 mm


@dataclass(frozen=True, kw_only=True)
class Slip:
    """`parcel` is None for what is still here."""

    order: Order
    parcel: Shipment | None
    rows: Sequence[tuple[OrderLine, int]]

    @property
    def pieces(self) -> int:
        return sum(number for _line, number in self.rows)


def slip_of_parcel(parcel: Shipment) -> Slip:
    """Its rows and their articles may have been read before."""
    prefetch_related_objects([parcel], "lines__line")
    rows = sorted(parcel.lines.all(), key=lambda row: row.line_id)
    return Slip(
        order=parcel.order,
        parcel=parcel,
        rows=[(row.line, row.quantity) for row in rows],
    )


def slips_of(order: Order) -> list[Slip]:
    """What is left to pack; when nothing is, the parcels that were sent."""
    rows = [(line, line.left_to_ship) for line in order.lines.all()]
    left = [(line, number) for line, number in rows if number]
    if left and order.status in TO_SHIP:
        return [Slip(order=order, parcel=None, rows=left)]
    return [slip_of_parcel(parcel) for parcel in order.shipments.all()]


def slips_of_all(orders: QuerySet[Order]) -> list[Slip]:
    """The oldest first, as they wait."""
    waiting = orders.order_by("placed_at", "pk").prefetch_related(
        "lines", "shipments__lines__line"
    )
    return [slip for order in waiting for slip in slips_of(order)]


def print_slips(request: HttpRequest, slips: Iterable[Slip]) -> HttpResponse:
    """A page for the printer, one sheet for each."""
    slips = list(slips)
    paper = request.GET.get("paper", "")
    sought = request.GET.copy()
    links = []
    for name in PAPERS:
        sought["paper"] = name
        links.append((name, f"?{sought.urlencode()}"))
    orders = {slip.order.pk for slip in slips}
    back = reverse("admin:orders_order_changelist")
    if len(orders) == 1:
        back = reverse("admin:orders_order_change", args=[orders.pop()])
    return TemplateResponse(
        request,
        "orders/admin/packing_slips.html",
        {
            "slips": slips,
            "paper": paper if paper in PAPERS else PAPERS[0],
            "papers": links,
            "back_url": back,
            "printed_at": now(),
        },
    )
