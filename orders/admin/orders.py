"""A window on orders.  Staff act through services, never by editing rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.admin.filters import VIEWS, OrderView, is_first_view
from orders.admin.handles import Note, Ship
from orders.models import Order
from orders.reasons import words_of
from orders.states import MOVES, OrderStatus
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import HasHandles, handle
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now
from shop.templatetags.shop import money

S = OrderStatus
LATE = timedelta(hours=24)
TONES = {
    S.PENDING_PAYMENT: "warn",
    S.AWAITING_TEAM: "warn",
    S.AWAITING_SHIPMENT: "brand",
    S.PARTIALLY_SHIPPED: "info",
    S.SHIPPED: "info",
    S.RECEIVED: "ok",
    S.COMPLETED: "ok",
    S.CANCELLED: "",
    S.REFUNDED: "",
}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of an order's page that another app adds."""

    template: str
    facts: Any


class OrderAdmin(HasHandles, Window):
    list_display = ("number", "state", "age", "buyer", "pieces", "amount", "region")
    list_filter = (OrderView,)
    list_before_template = "orders/admin/views.html"
    change_list_template = "orders/admin/list.html"
    search_fields = (
        "number__iexact",
        "phone__endswith",
        "email__istartswith",
        "name__istartswith",
        "lines__sku__iexact",
        "shipments__tracking_number__iexact",
    )
    search_help_text = gettext_lazy("Number, end of the phone, e-mail, SKU, tracking")
    sortable_by = ("number", "age", "amount")
    fields = ()
    change_form_template = "orders/admin/order.html"
    actions_detail: tuple[str, ...] = ("ship", "note", "packing_slip")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return super().get_queryset(request).prefetch_related("lines")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Who has waited longest comes first; elsewhere, what is new."""
        return ("placed_at", "pk") if is_first_view(request) else ("-placed_at", "-pk")

    # --- the list -------------------------------------------------------------

    @admin.display(description=gettext_lazy("status"))
    def state(self, order: Order) -> SafeString:
        return tag(order.get_status_display(), TONES[S(order.status)])

    @admin.display(description=gettext_lazy("age"), ordering="placed_at")
    def age(self, order: Order) -> SafeString:
        since = order.paid_at or order.placed_at
        late = order.status == S.AWAITING_SHIPMENT and now() - since > LATE
        return format_html(
            '<time datetime="{}" class="{}">{}</time>',
            since.isoformat(),
            "shop-late" if late else "",
            timesince(since, depth=1),
        )

    @admin.display(description=gettext_lazy("buyer"))
    def buyer(self, order: Order) -> SafeString:
        note = tag(_("note"), "info") if order.buyer_note else ""
        return format_html("{} {}", order.name, note)

    @admin.display(description=gettext_lazy("pieces"))
    def pieces(self, order: Order) -> int:
        return sum(line.quantity for line in order.lines.all())

    @admin.display(description=gettext_lazy("total"), ordering="total")
    def amount(self, order: Order) -> str:
        return money(order.total)

    @admin.display(description=gettext_lazy("region"))
    def region(self, order: Order) -> str:
        return order.province or order.city or order.get_country_display()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        counts = dict(
            Order.objects.order_by().values_list("status").annotate(Count("pk"))
        )
        by_view = {
            name: sum(counts.get(status, 0) for status in statuses)
            for name, (_label, statuses) in VIEWS.items()
        }
        return super().changelist_view(
            request, {**(extra_context or {}), "view_counts": by_view}
        )

    # --- one order ------------------------------------------------------------

    def panels_of(self, order: Order) -> Iterable[Panel]:
        """What higher apps show on an order's page."""
        return ()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        facts: dict[str, Any] = {}
        if order is not None:
            facts = {
                "order": order,
                "tone": TONES[S(order.status)],
                "lines": order.lines.select_related("variant"),
                "events": [
                    (event, words_of(event.reason))
                    for event in order.events.select_related("actor_user").order_by(
                        "-pk"
                    )
                ],
                "parcels": order.shipments.select_related("actor"),
                "panels": self.panels_of(order),
            }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **facts}
        )

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action == "ship":
            return S.SHIPPED in MOVES[row.status]
        if action == "packing_slip":
            return row.status in (S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPED, S.SHIPPED)
        return True

    @handle(
        gettext_lazy("Ship"),
        permission="orders.change_order",
        icon="local_shipping",
        look="primary",
    )
    def ship(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Ship)

    @handle(gettext_lazy("Note"), permission="orders.change_order", icon="edit_note")
    def note(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Note)

    @handle(gettext_lazy("Packing slip"), permission="orders.view_order", icon="print")
    def packing_slip(self, request: HttpRequest, object_id: str) -> HttpResponse:
        order = self.row_or_404(request, object_id)
        return TemplateResponse(
            request,
            "orders/admin/packing_slip.html",
            {"order": order, "lines": order.lines.all(), "printed_at": now()},
        )


admin.site.register(Order, OrderAdmin)
