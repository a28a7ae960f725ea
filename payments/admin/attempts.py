"""Attempts to pay, read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from payments.admin.shown import ATTEMPT_TONES, REFUND_TONES, GatewayFilter, case_state
from payments.gateways.registry import gateway_label
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.states import AttemptStatus, RefundStatus
from shop.kernel.admin_base import ReadOnlyInline, Window
from shop.kernel.admin_shown import tag
from shop.templatetags.shop import money


class RefundInline(ReadOnlyInline):
    model = Refund
    show_change_link = True
    fields = readonly_fields = (
        "number",
        "sum",
        "state",
        "cause",
        "by_hand",
        "requested_at",
    )

    @admin.display(description=_("amount"))
    def sum(self, refund: Refund) -> str:
        return money(refund.amount)

    @admin.display(description=_("status"))
    def state(self, refund: Refund) -> SafeString:
        return tag(
            refund.get_status_display(), REFUND_TONES[RefundStatus(refund.status)]
        )


class CaseInline(ReadOnlyInline):
    """Another amount that came in under its number, or a refund that failed."""

    model = MoneyCase
    show_change_link = True
    fields = readonly_fields = ("what", "sum", "state", "opened_at")

    @admin.display(description=_("what happened"))
    def what(self, case: MoneyCase) -> str:
        return case.get_kind_display()

    @admin.display(description=_("amount"))
    def sum(self, case: MoneyCase) -> str:
        return case.sum_text

    @admin.display(description=_("status"))
    def state(self, case: MoneyCase) -> SafeString:
        return case_state(case)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order")


class EventInline(ReadOnlyInline):
    model = GatewayEvent
    show_change_link = True
    fields = readonly_fields = ("kind", "received_at", "processed_at", "became")

    @admin.display(description=_("outcome"))
    def became(self, event: GatewayEvent) -> str:
        return event.outcome_text


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(Window):
    list_display = ("out_trade_no", "order", "way", "state", "sum", "opened_at")
    list_filter = ("status", ("gateway", GatewayFilter))
    list_select_related = ("order",)
    search_fields = (
        "out_trade_no__iexact",
        "trade_no__iexact",
        "order__number__iexact",
    )
    search_help_text = _("Order, our number, the gateway's number")
    inlines = (RefundInline, CaseInline, EventInline)
    fields = (
        ("order", "state"),
        ("way", "settles"),
        ("out_trade_no", "trade_no"),
        ("sum", "opened_at"),
        ("came_in", "captured_at"),
        ("went_back", "closed_at"),
        "note",
    )
    readonly_fields = (
        "order",
        "state",
        "way",
        "settles",
        "out_trade_no",
        "trade_no",
        "sum",
        "came_in",
        "went_back",
        "opened_at",
        "captured_at",
        "closed_at",
        "note",
    )

    @admin.display(description=_("status"), ordering="status")
    def state(self, attempt: PaymentAttempt) -> SafeString:
        tone = ATTEMPT_TONES[AttemptStatus(attempt.status)]
        return tag(attempt.get_status_display(), tone)

    @admin.display(description=_("gateway"), ordering="gateway")
    def way(self, attempt: PaymentAttempt) -> str:
        return gateway_label(attempt.gateway)

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, attempt: PaymentAttempt) -> str:
        return money(attempt.amount)

    @admin.display(description=_("captured"))
    def came_in(self, attempt: PaymentAttempt) -> str:
        return money(attempt.captured)

    @admin.display(description=_("refunded"))
    def went_back(self, attempt: PaymentAttempt) -> str:
        return money(attempt.refunded)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order")
