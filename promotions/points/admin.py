"""Members, their levels and their ledger."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promotions.points.models import Level, Member, PointsEntry
from promotions.points.services import adjust_points
from shop.kernel.admin_base import ModelAdmin, ReadOnlyInline, Window
from shop.kernel.admin_handles import Handle, HandleForm, HasHandles, Text, handle
from shop.kernel.admin_translations import (
    TranslatedAdminForm,
    beside,
    translated_form,
)
from shop.kernel.clock import now

MOST_AT_ONCE = 1_000_000


class AdjustForm(HandleForm):
    points = forms.IntegerField(
        label=gettext_lazy("Points"),
        min_value=-MOST_AT_ONCE,
        max_value=MOST_AT_ONCE,
        help_text=gettext_lazy("With a minus to take some."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The member reads it beside the points."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Adjust(Handle):
    title = gettext_lazy("Give or take points")
    submit = gettext_lazy("Change the points")
    form_class = AdjustForm
    blames = "points"

    def explain(self) -> Text:
        return _("This member has %(count)d points now.") % {"count": self.row.points}

    def do(self, said: dict[str, Any]) -> Text:
        adjust_points(
            member_id=self.row.pk,
            points=said["points"],
            reason=said["reason"],
            actor_id=self.staff_id,
            now=now(),
        )
        return _("Points changed by %(count)+d.") % {"count": said["points"]}


class EntryInline(ReadOnlyInline):
    model = PointsEntry
    fields = ("at", "kind", "points", "spent", "reference", "reason", "actor")
    readonly_fields = fields
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PointsEntry]:
        return super().get_queryset(request).select_related("actor")


@admin.register(Member)
class MemberAdmin(Window, HasHandles):
    list_display = ("owner", "points", "spent")
    list_select_related = ("owner",)
    search_fields = ("owner__email", "owner__phone", "owner__name")
    fields = ("owner", "points", "spent")
    readonly_fields = fields
    inlines = (EntryInline,)
    actions_detail = ("adjust",)
    empty_hint = gettext_lazy("Whoever earns or gets the first points appears here.")

    @handle(gettext_lazy("Give or take points"), permission="adjust", icon="exposure")
    def adjust(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Adjust)

    def has_adjust_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        return request.user.has_perm("promotions.change_member")


class LevelForm(TranslatedAdminForm):
    def clean_from_spent(self) -> Decimal:
        spent: Decimal = self.cleaned_data["from_spent"]
        others = Level.objects.exclude(pk=self.instance.pk)
        if others.filter(from_spent=spent).exists():
            raise forms.ValidationError(_("There is a level of this amount already."))
        return spent


@admin.register(Level)
class LevelAdmin(ModelAdmin):
    form = translated_form(Level, "name", base=LevelForm)
    list_display = ("__str__", "from_spent", "percent_off")
    fields = (tuple(beside("name")), ("from_spent", "percent_off"))
    empty_hint = gettext_lazy("Members of a level pay so many percent less.")

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        """Warns of levels that nobody would like to reach."""
        super().save_model(request, obj, form, change)
        for lower, higher in pairwise(Level.objects.order_by("from_spent")):
            if higher.percent_off < lower.percent_off:
                text = _("“%(higher)s” asks for more than “%(lower)s” and gives less.")
                facts = {"higher": higher, "lower": lower}
                self.message_user(request, text % facts, messages.WARNING)
