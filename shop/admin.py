"""The shop's own machinery, to look at."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.kernel.admin_base import Window
from shop.kernel.admin_shown import moment, tag
from shop.models import JobRun


@admin.register(JobRun)
class JobRunAdmin(Window):
    list_display = ("job", "last", "rows", "state")
    fields = readonly_fields = ("job", "last", "rows", "state")

    @admin.display(description=gettext_lazy("job"), ordering="name")
    def job(self, run: JobRun) -> str:
        return str(run)

    @admin.display(description=gettext_lazy("last run"), ordering="ran_at")
    def last(self, run: JobRun) -> str:
        return moment(run.ran_at)

    @admin.display(description=gettext_lazy("rows settled"), ordering="settled")
    def rows(self, run: JobRun) -> int:
        return run.settled

    @admin.display(description=gettext_lazy("result"), ordering="error")
    def state(self, run: JobRun) -> SafeString:
        return tag(run.error, "bad") if run.error else tag(_("fine"), "ok")


@admin.register(LogEntry)
class AuditAdmin(Window):
    """Who changed what, when; before and after for money, stock and prices."""

    list_display = ("action_time", "user", "content_type", "object_repr", "said")
    list_filter = ("action_flag", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr__icontains", "change_message__icontains")
    search_help_text = gettext_lazy("Row, words of the change")
    fields = readonly_fields = (
        "action_time",
        "user",
        "content_type",
        "object_repr",
        "said",
    )

    @admin.display(description=gettext_lazy("change"))
    def said(self, entry: LogEntry) -> str:
        return entry.get_change_message() or str(entry)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
