"""Codes, found by what somebody reads from a card."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promotions.coupons.codes import digest
from promotions.coupons.models import CouponCode
from promotions.coupons.services import withdraw_code
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import Handle, HasHandles, InnerReasonForm, Text, handle
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now


class Withdraw(Handle):
    title = gettext_lazy("Withdraw the code")
    submit = gettext_lazy("Withdraw")
    form_class = InnerReasonForm
    is_danger = True

    def explain(self) -> Text:
        return _("It brings no coupon any more. What was claimed with it stays good.")

    def do(self, said: dict[str, Any]) -> Text:
        withdraw_code(code_id=self.row.pk, reason=said["reason"], now=now())
        return _("Withdrawn: %(reason)s") % {"reason": said["reason"]}


@admin.register(CouponCode)
class CouponCodeAdmin(HasHandles, Window):
    list_display = ("__str__", "template", "state", "uses", "most_uses", "made_at")
    list_select_related = ("template",)
    search_fields = ("text",)
    search_help_text = gettext_lazy("The whole code")
    actions_detail = ("withdraw",)
    fields = readonly_fields = (
        "template",
        "text",
        "ending",
        "state",
        "uses",
        "most_uses",
        "made_at",
        "withdrawn_at",
        "withdrawn_why",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> Any:
        """Only their digests are kept, so a code is found whole or not at all."""
        if not search_term:
            return queryset, False
        return queryset.filter(digest=digest(search_term)), False

    @admin.display(description=gettext_lazy("now"))
    def state(self, code: CouponCode) -> SafeString:
        if code.withdrawn_at:
            return tag(_("withdrawn"), "warn")
        return tag(_("used up")) if code.is_used_up else tag(_("good"), "ok")

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        return row.withdrawn_at is None and not row.is_used_up

    @handle(
        gettext_lazy("Withdraw"),
        permission="promotions.change_couponcode",
        icon="block",
        look="danger",
    )
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Withdraw)
