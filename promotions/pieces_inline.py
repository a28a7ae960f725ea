"""The pieces of a campaign, in rows of its page in the admin."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.picking import ArticleInline
from shop.templatetags.shop import money


class PiecesInline(ArticleInline):
    """Once the campaign has begun only `limits` may change.  `claims` is the name of
    the rows by which orders have some."""

    limits: ClassVar[tuple[str, ...]] = ("allotment",)
    claims: ClassVar[str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        live = F(f"{self.claims}__quantity") - F(f"{self.claims}__returned")
        paid = Q(**{f"{self.claims}__paid_at__isnull": False})
        rows = super().get_queryset(request).select_related("variant__product")
        return rows.prefetch_related("variant__values").annotate(
            taken_now=Sum(live, default=0), sold_now=Sum(live, filter=paid, default=0)
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if has_begun(obj):
            return ("article", "at_price", *self.limits, "live")
        return ("variant", "price", *self.limits)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("article", "at_price", "live") if has_begun(obj) else ()

    def get_extra(self, request: HttpRequest, obj: Any = None, **_: Any) -> int:
        return 3 if obj is None else 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not has_begun(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not has_begun(obj)

    @admin.display(description=gettext_lazy("price"))
    def at_price(self, row: Any) -> str:
        return money(row.price)

    @admin.display(description=gettext_lazy("so far"))
    def live(self, row: Any) -> str:
        return _(
            "%(sold)d sold, %(held)d in unpaid orders, %(left)d left; %(money)s"
        ) % {
            "sold": row.sold_now,
            "held": row.taken_now - row.sold_now,
            "left": row.unclaimed,
            "money": money(row.price * row.sold_now),
        }


def has_begun(campaign: Any) -> bool:
    return campaign is not None and campaign.opened_at is not None
