"""How much each role may give back alone.  The owner's to say: nobody raises their own."""

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import label
from payments.models import RefundLimit
from shop.kernel.admin_base import ModelAdmin
from shop.templatetags.shop import money


@admin.register(RefundLimit)
class RefundLimitAdmin(ModelAdmin):
    list_display = ("name", "up_to")
    list_display_links = ("name",)
    fields = ("name", "amount")
    readonly_fields = ("name",)

    @admin.display(description=gettext_lazy("role"), ordering="role")
    def name(self, limit: RefundLimit) -> str:
        return label(limit.role)

    @admin.display(description=gettext_lazy("alone up to"), ordering="amount")
    def up_to(self, limit: RefundLimit) -> str:
        return money(limit.amount) if limit.amount else _("never alone")

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "amount":
            kwargs["help_text"] = _(
                "What one person of this role may give back for one order within a "
                "day. Above it a second person has to agree, within their own limit. "
                "0: never alone. Of several roles of a person the highest counts; the "
                "owner has no limit."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """The audit tells the limit before and after."""
        before = form.initial.get("amount")
        return _("%(role)s: alone up to %(after)s instead of %(before)s") % {
            "role": label(form.instance.role),
            "after": money(form.instance.amount),
            "before": money(before),
        }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
