"""The list of orders: what waits, what is found, and what is done with many at once."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.admin.filters import VIEWS, OrderView, is_first_view
from orders.admin.page import TONES
from orders.admin.ship_many import (
    READY,
    SHIPPED,
    Line,
    ManyForm,
    looked_at,
    shipped,
    summary,
)
from orders.admin.slips import print_slips, slips_of_all
from orders.models import Order
from orders.states import OrderKind, OrderStatus
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import HasHandles, handle
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now
from shop.templatetags.shop import money

S = OrderStatus
LATE = timedelta(hours=24)
MOST_SLIPS = 200


class OrderList(HasHandles, Window):
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
    actions = ("print_slips",)
    actions_list = ("ship_many",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return super().get_queryset(request).prefetch_related("lines")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Who has waited longest comes first; elsewhere, what is new."""
        return ("placed_at", "pk") if is_first_view(request) else ("-placed_at", "-pk")

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
        phone = tag(_("by phone")) if order.kind == OrderKind.PHONE else ""
        return format_html("{} {} {}", order.name, note, phone)

    @admin.display(description=gettext_lazy("pieces"))
    def pieces(self, order: Order) -> int:
        return sum(line.quantity for line in order.lines.all())

    @admin.display(description=gettext_lazy("total"), ordering="total")
    def amount(self, order: Order) -> str:
        return money(order.total)

    @admin.display(description=gettext_lazy("region"))
    def region(self, order: Order) -> str:
        return order.province_name or order.city or order.get_country_display()

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

    # --- many orders at once --------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.slips)
        return [path("slips/", page, name="orders_order_slips"), *super().get_urls()]

    @admin.action(description=gettext_lazy("Print packing slips"), permissions=["view"])
    def print_slips(
        self, request: HttpRequest, orders: QuerySet[Order]
    ) -> HttpResponse:
        """Goes to an address of its own: it can be opened again and on other paper."""
        chosen = list(orders.order_by("placed_at").values_list("pk", flat=True))
        if len(chosen) > MOST_SLIPS:
            text = _("At most %(count)d packing slips at once.") % {"count": MOST_SLIPS}
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        ids = ",".join(map(str, chosen))
        return HttpResponseRedirect(f"{reverse('admin:orders_order_slips')}?ids={ids}")

    def slips(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("ids", "").split(",")[:MOST_SLIPS]
        ids = [int(one) for one in asked if one.isdecimal() and len(one) < 19]
        return print_slips(request, slips_of_all(Order.objects.filter(pk__in=ids)))

    @handle(
        gettext_lazy("Ship many"),
        permission="orders.add_shipment",
        icon="local_shipping",
    )
    def ship_many(self, request: HttpRequest) -> HttpResponse:
        """Shows what the rows would do; only the second press ships them."""
        form = ManyForm(request.POST or None, request.FILES or None)
        lines, is_done = [], "ship" in request.POST
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            lines = looked_at(said["read"], carrier=said["carrier"])
            if is_done:
                lines = shipped(lines, now=now(), actor_id=int(request.user.pk or 0))
                self._log_shipped(request, lines)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Ship many orders"),
            "form": form,
            "lines": lines,
            "summary": summary(lines),
            "is_done": is_done,
            "can_ship": any(line.state == READY for line in lines),
            "media": self.media,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(
            request, "orders/admin/ship_many.html", context, status=status
        )

    def _log_shipped(self, request: HttpRequest, lines: list[Line]) -> None:
        for line in lines:
            if line.state == SHIPPED:
                told = f"{line.carrier_name} {line.tracking_number}"
                self.log_change(request, line.order, told)
