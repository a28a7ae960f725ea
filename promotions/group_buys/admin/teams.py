"""Teams, as the merchant watches them; the shop may complete one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promotions.group_buys.models import Seat, Team
from promotions.group_buys.teams import complete_team
from shop.kernel.admin_base import ReadOnlyInline, Window
from shop.kernel.admin_handles import Handle, HasHandles, Text, handle
from shop.kernel.clock import now


class Complete(Handle):
    title = gettext_lazy("Complete the team")
    submit = gettext_lazy("Complete it")
    is_danger = True

    def explain(self) -> Text:
        return _(
            "%(paid)d of %(size)d have paid. Their orders will be packed at the group "
            "price, as if the team were full. This can't be undone."
        ) % {"paid": self.row.paid, "size": self.row.size}

    def do(self, said: dict[str, Any]) -> Text:
        complete_team(team_id=self.row.pk, now=now())
        return _("The team is complete.")


class SeatInline(ReadOnlyInline):
    model = Seat
    fields = ("order_number", "quantity", "state", "is_leader", "taken_at", "paid_at")
    readonly_fields = fields


@admin.register(Team)
class TeamAdmin(Window, HasHandles):
    empty_hint = gettext_lazy("Whoever opens a team at a group price appears here.")
    list_display = (
        "code",
        "campaign",
        "state",
        "paid",
        "seats_taken",
        "size",
        "expires_at",
    )
    list_filter = ("state", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("=code", "=seats__order_number")
    fields = (
        "code",
        "campaign",
        "state",
        ("paid", "seats_taken", "size"),
        ("opened_at", "expires_at", "ended_at"),
        "completed_by_shop",
    )
    readonly_fields = (
        *list_display,
        "opened_at",
        "ended_at",
        "completed_by_shop",
    )
    inlines = (SeatInline,)
    actions_detail = ("complete",)

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        is_open = row.state == Team.State.OPEN and row.paid > 0
        return is_open and row.campaign.may_complete

    @handle(
        gettext_lazy("Complete the team"),
        permission="complete",
        icon="group_add",
        look="danger",
    )
    def complete(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Complete)

    def has_complete_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        return request.user.has_perm("promotions.change_team")
