"""What gateways told us, read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from payments.admin.handles import WorkAgain
from payments.admin.shown import GatewayFilter
from payments.gateways.registry import gateway_label
from payments.models import GatewayEvent
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import HasHandles, handle


@admin.register(GatewayEvent)
class GatewayEventAdmin(HasHandles, Window):
    list_display = ("event_id", "way", "kind", "attempt", "received_at", "became")
    list_filter = (
        ("gateway", GatewayFilter),
        ("processed_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("attempt",)
    search_fields = ("event_id__iexact", "attempt__out_trade_no__iexact")
    search_help_text = _("Event, our number")
    actions_detail = ("settle",)
    readonly_fields = (
        "event_id",
        "way",
        "kind",
        "attempt",
        "said",
        "received_at",
        "processed_at",
        "became",
    )
    fields = readonly_fields

    @admin.display(description=_("gateway"), ordering="gateway")
    def way(self, event: GatewayEvent) -> str:
        return gateway_label(event.gateway)

    @admin.display(description=_("facts"))
    def said(self, event: GatewayEvent) -> SafeString:
        return format_html_join(
            "", '<span class="shop-fact"><b>{}</b> {}</span>', event.facts.items()
        )

    @admin.display(description=_("outcome"), ordering="outcome")
    def became(self, event: GatewayEvent) -> str:
        return event.outcome_text

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        is_named = row.facts.keys() & {"out_trade_no", "about_trade"}
        return bool(row.processed_at is None or row.attempt_id or is_named)

    @handle(
        _("Work on it again"),
        permission="payments.change_gatewayevent",
        icon="replay",
    )
    def settle(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, WorkAgain)
