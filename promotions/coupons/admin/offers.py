"""Coupons on offer, as the merchant writes, counts, pauses and copies them."""

import csv
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from promotions.campaign_desk import CampaignAdmin, PausableAdmin
from promotions.coupons.admin.handles import (
    WORDS,
    Copy,
    Grant,
    ManyCodes,
    SharedCode,
)
from promotions.coupons.admin.template_form import TemplateForm
from promotions.coupons.models import Coupon, CouponTemplate
from promotions.coupons.services import make_single_codes, save_template
from promotions.coupons.states import CouponStatus
from promotions.coupons.words import threshold_in_words, value_in_words
from promotions.figures import Figure, figures_of, share_in_words, shown
from promotions.hooks import result_of
from promotions.scope_form import SCOPE
from promotions.standing import Standing, standing
from shop.kernel.admin_base import SHOP_TIME, changed_columns
from shop.kernel.admin_handles import handle
from shop.kernel.admin_shown import tag
from shop.kernel.admin_translations import beside, translated_form
from shop.kernel.clock import now

WAYS = (("in_centre", "by_code"), ("at_sign_up", "after_order"))


@admin.register(CouponTemplate)
class CouponTemplateAdmin(CampaignAdmin, PausableAdmin):
    source = "coupon"
    words = WORDS
    empty_hint = gettext_lazy(
        "What shoppers claim, are given or get by a code, and use on an order."
    )
    form = translated_form(CouponTemplate, "name", base=TemplateForm)
    list_display = ("__str__", "says", "state", "claims", "uses", "claim_until")
    list_filter = ("kind", "in_centre", "by_code")
    search_fields = ("name",)
    readonly_fields = ("result",)
    actions_detail = (
        "pause",
        "resume",
        "preview",
        "grant",
        "shared_code",
        "many_codes",
        "copy",
    )
    fieldsets = [
        (None, {"fields": [tuple(beside("name")), "kind", "result"]}),
        (
            gettext_lazy("What it is good for"),
            {
                "description": gettext_lazy(
                    "Fixed once somebody has claimed one; copy the coupon to change it."
                ),
                "fields": [
                    "amount",
                    "percent",
                    "cap",
                    ("threshold", "new_shoppers_only"),
                ],
            },
        ),
        (gettext_lazy("For which goods"), {"fields": [SCOPE[:2], SCOPE[2:]]}),
        (gettext_lazy("How many"), {"fields": [("total", "per_shopper")]}),
        (gettext_lazy("Who gets it"), {"fields": WAYS}),
        (
            gettext_lazy("When"),
            {
                "description": SHOP_TIME,
                "fields": [
                    "claim_from",
                    "claim_until",
                    "valid_days",
                    "valid_from",
                    "valid_until",
                ],
            },
        ),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"claim_from": now().replace(second=0, microsecond=0)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody has claimed stays."""
        is_used = isinstance(obj, CouponTemplate) and obj.claimed > 0
        return not is_used and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        found = super().get_actions(request)
        return {name: one for name, one in found.items() if name != "delete_selected"}

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        columns = changed_columns(form) if change else []
        if change and set(form.changed_data) & set(SCOPE):
            columns.append("scope")
        if change and "kind" in columns:
            columns += ["amount", "percent", "cap"]
        save_template(obj, columns=sorted(set(columns)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[CouponTemplate]:
        used = Q(coupons__status=CouponStatus.USED)
        return (
            super().get_queryset(request).annotate(used=Count("coupons", filter=used))
        )

    @admin.display(description=gettext_lazy("what it says"))
    def says(self, template: CouponTemplate) -> str:
        return f"{value_in_words(template)}, {threshold_in_words(template)}"

    def standing(self, row: CouponTemplate) -> Standing:
        return standing(
            starts_at=row.claim_from,
            ends_at=row.ends_at,
            paused_at=row.paused_at,
            now=now(),
        )

    @admin.display(description=gettext_lazy("now"))
    def state(self, row: CouponTemplate) -> SafeString:
        stands = self.standing(row)
        is_gone = stands == Standing.RUNS and row.is_gone
        return tag(_("all gone")) if is_gone else stands.tag

    @admin.display(description=gettext_lazy("claimed"), ordering="claimed")
    def claims(self, template: CouponTemplate) -> str:
        many = "" if template.total is None else f" / {template.total}"
        return f"{template.claimed}{many}"

    @admin.display(description=gettext_lazy("used"), ordering="used")
    def uses(self, template: Any) -> int:
        return int(template.used)

    @admin.display(description=gettext_lazy("Figures"))
    def result(self, template: CouponTemplate) -> str:
        """Read anew each time the page is looked at."""
        return shown(figures_of_coupon(template))

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action in ("shared_code", "many_codes"):
            return bool(row.by_code)
        return super().offers(action, row, request)

    @handle(
        gettext_lazy("Copy"),
        permission="promotions.add_coupontemplate",
        icon="content_copy",
    )
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Copy)

    @handle(gettext_lazy("Give"), permission="promotions.add_coupon", icon="redeem")
    def grant(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Grant)

    @handle(
        gettext_lazy("Add a code"), permission="promotions.add_couponcode", icon="key"
    )
    def shared_code(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, SharedCode)

    @handle(
        gettext_lazy("Many codes"), permission="promotions.add_couponcode", icon="list"
    )
    def many_codes(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Its file alone tells these codes."""
        if request.method == "POST":
            row = self.row_or_404(request, object_id)
            form = ManyCodes(request, row).form(request.POST)
            if form.is_valid():
                return self._file(request, row, **form.cleaned_data)
        return self.answer(request, object_id, ManyCodes)

    def _file(
        self, request: HttpRequest, row: CouponTemplate, *, many: int, token: str
    ) -> HttpResponse:
        codes = make_single_codes(template_id=row.pk, many=many, batch=token, now=now())
        text = ngettext("%(count)d code made.", "%(count)d codes made.", many)
        self.log_change(request, row, text % {"count": many})
        name = f"coupon-{row.pk}-codes.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
        csv.writer(response).writerows([["code"], *([code] for code in codes)])
        return response


def figures_of_coupon(template: CouponTemplate) -> list[Figure]:
    used = Coupon.objects.filter(template=template, status=CouponStatus.USED).count()
    claimed, total = template.claimed, template.total
    return [
        (_("Claimed"), share_in_words(claimed, total) if total else str(claimed)),
        (_("Used"), share_in_words(used, claimed)),
        *figures_of(result_of(f"coupon:{template.pk}")),
    ]
