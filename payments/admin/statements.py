"""Gateways' statements, as they were read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from payments.admin.shown import GatewayFilter, link_to
from payments.gateways.registry import gateway_label
from payments.models import Statement, StatementLine
from shop.kernel.admin_base import Window
from shop.kernel.admin_shown import moment, tag
from shop.templatetags.shop import money


@admin.register(Statement)
class StatementAdmin(Window):
    empty_hint = gettext_lazy(
        "What a payment service says that it took and paid back, day by day. It is read "
        "every night."
    )
    list_display = ("day", "way", "state_tag", "in_sum", "back_sum", "rest", "read_at")
    list_filter = (("gateway", GatewayFilter), "state")
    date_hierarchy = "day"
    fields = (
        ("day", "way"),
        ("state_tag", "rest"),
        ("payments", "came_in"),
        ("refunds", "went_back"),
        ("others", "fees_sum"),
        ("asked", "read_at"),
        "all_rows",
    )
    readonly_fields = (
        "day",
        "way",
        "state_tag",
        "rest",
        "payments",
        "came_in",
        "refunds",
        "went_back",
        "others",
        "fees_sum",
        "asked",
        "read_at",
        "all_rows",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        still = Count("differences", filter=Q(differences__resolved_at=None))
        return super().get_queryset(request).annotate(still_open=still)

    @admin.display(description=gettext_lazy("gateway"), ordering="gateway")
    def way(self, statement: Statement) -> str:
        return gateway_label(statement.gateway)

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_tag(self, statement: Statement) -> SafeString:
        is_read = statement.state == Statement.State.READ
        return tag(statement.get_state_display(), "ok" if is_read else "warn")

    @admin.display(description=gettext_lazy("came in"))
    def in_sum(self, statement: Statement) -> str:
        return f"{statement.payments} · {money(statement.paid)}"

    @admin.display(description=gettext_lazy("went back"))
    def back_sum(self, statement: Statement) -> str:
        return f"{statement.refunds} · {money(statement.refunded)}"

    @admin.display(description=gettext_lazy("came in"))
    def came_in(self, statement: Statement) -> str:
        return money(statement.paid)

    @admin.display(description=gettext_lazy("went back"))
    def went_back(self, statement: Statement) -> str:
        return money(statement.refunded)

    @admin.display(description=gettext_lazy("fees"))
    def fees_sum(self, statement: Statement) -> str:
        return money(statement.fees)

    @admin.display(description=gettext_lazy("asked for at"))
    def asked(self, statement: Statement) -> str:
        return moment(statement.asked_at)

    @admin.display(description=gettext_lazy("open differences"))
    def rest(self, statement: Any) -> SafeString:
        """A link to them, where there are any."""
        if not statement.still_open:
            return tag(_("none"), "ok")
        path = reverse("admin:payments_difference_changelist")
        url = f"{path}?statement__id__exact={statement.pk}&view=open"
        return format_html(
            '<a class="shop-link" href="{}">{}</a>', url, statement.still_open
        )

    @admin.display(description=gettext_lazy("rows"))
    def all_rows(self, statement: Statement) -> SafeString:
        path = reverse("admin:payments_statementline_changelist")
        url = f"{path}?statement__id__exact={statement.pk}"
        return format_html('<a class="shop-link" href="{}">{}</a>', url, _("all rows"))


@admin.register(StatementLine)
class StatementLineAdmin(Window):
    list_display = (
        "gateway_number",
        "number",
        "kind",
        "sum",
        "happened_at",
        "of_statement",
    )
    list_filter = ("kind", "is_strange")
    list_select_related = ("statement",)
    search_fields = ("number__exact", "gateway_number__exact")
    search_help_text = gettext_lazy("Our number, the gateway's number")
    fields = readonly_fields = (
        "of_statement",
        "kind",
        "number",
        "gateway_number",
        "is_strange",
        "sum",
        "fee_sum",
        "happened_at",
    )

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        return lookup == "statement__id__exact" or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=gettext_lazy("statement"), ordering="statement")
    def of_statement(self, line: StatementLine) -> SafeString | str:
        return link_to(line.statement)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, line: StatementLine) -> str:
        return line.sum_text

    @admin.display(description=pgettext_lazy("gateway", "fee"))
    def fee_sum(self, line: StatementLine) -> str:
        return money(line.fee)
