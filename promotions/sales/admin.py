"""Sale prices, as the merchant plans and ends them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.picking import PicksArticles
from promotions.campaign_desk import PriceCampaignAdmin
from promotions.figures import figures_of, shown
from promotions.hooks import PriceSpan, result_of_price
from promotions.sales.errors import SaleRefused
from promotions.sales.models import ScheduledPrice
from promotions.sales.services import (
    change_scheduled_price,
    check_sale,
    copy_sale,
    end_sale,
    schedule_price,
)
from shop.kernel.admin_base import SHOP_TIME
from shop.kernel.admin_handles import Handle, Text, handle
from shop.kernel.clock import now
from shop.templatetags.shop import money


class SaleForm(forms.ModelForm):
    """What a service would refuse is said at the field."""

    class Meta:
        model = ScheduledPrice
        fields = ("variant", "price", "starts_at", "ends_at")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        given: dict[str, Any] = {
            name: said.get(name)
            if name in self.fields
            else getattr(self.instance, name)
            for name in ("price", "starts_at", "ends_at")
        }
        variant = said.get("variant") or (self.instance.pk and self.instance.variant)
        if not variant or None in given.values():
            return said
        try:
            check_sale(sale=self.instance, variant=variant, now=now(), **given)
        except SaleRefused as error:
            self.add_error(error.field, str(error))
        return said


class End(Handle):
    title = gettext_lazy("End the sale")
    submit = gettext_lazy("End it now")
    is_danger = True

    def explain(self) -> Text:
        return _("From now on the usual price is charged again.")

    def do(self, said: dict[str, Any]) -> Text:
        end_sale(sale_id=self.row.pk, now=now())
        return _("The sale is over.")


class Copy(Handle):
    title = gettext_lazy("Copy the sale price")
    submit = gettext_lazy("Copy")

    def explain(self) -> Text:
        return _(
            "The same for as long, from the same day of a later week on. You will look "
            "at it next."
        )

    def do(self, said: dict[str, Any]) -> Text:
        self.row = copy_sale(sale_id=self.row.pk, actor_id=self.staff_id, now=now())
        return _("“%(name)s” is planned.") % {"name": self.row}


@admin.register(ScheduledPrice)
class ScheduledPriceAdmin(PicksArticles, PriceCampaignAdmin):
    source = "sale"
    empty_hint = gettext_lazy("A lower price of an article for a while.")
    form = SaleForm
    list_display = ("article", "cut", "state", "starts_at", "ends_at")
    list_select_related = ("variant__product",)
    search_fields = ("variant__sku", "variant__product__search_text")
    search_help_text = gettext_lazy("SKU, name")
    autocomplete_fields = picked = ("variant",)
    actions_detail = ("end", "preview", "copy")
    fieldsets = [
        (
            None,
            {
                "description": SHOP_TIME,
                "fields": ["variant", "price", "starts_at", "ends_at", "result"],
            },
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An article keeps its sale; what was charged is not written anew."""
        if obj is None:
            return ()
        begun = () if obj.starts_at > now() else ("price", "starts_at")
        return ("variant", *begun, "result")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"starts_at": now().replace(second=0, microsecond=0)}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        over = isinstance(obj, ScheduledPrice) and obj.ends_at <= now()
        return not over and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A price that was charged stays; what has not begun can go."""
        begun = obj is None or obj.starts_at <= now()
        return not begun and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        given = {"price": obj.price, "starts_at": obj.starts_at, "ends_at": obj.ends_at}
        if change:
            change_scheduled_price(sale_id=obj.pk, now=now(), **given)
            return
        made = schedule_price(
            variant_id=obj.variant_id, now=now(), actor_id=request.user.pk, **given
        )
        obj.pk, obj._state.adding = made.pk, False

    def variants_of(self, row: ScheduledPrice) -> set[int]:
        return {row.variant_id}

    @admin.display(description=gettext_lazy("article"))
    def article(self, sale: ScheduledPrice) -> str:
        return str(sale)

    @admin.display(description=gettext_lazy("price"), ordering="price")
    def cut(self, sale: ScheduledPrice) -> str:
        return f"{money(sale.variant.price)} → {money(sale.price)}"

    @admin.display(description=gettext_lazy("Came of it"))
    def result(self, sale: ScheduledPrice) -> str:
        span = PriceSpan(
            variant_id=sale.variant_id,
            price=sale.price,
            starts_at=sale.starts_at,
            ends_at=sale.ends_at,
        )
        return shown(figures_of(result_of_price(span)))

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action == "end":
            return bool(row.starts_at <= now() < row.ends_at)
        return super().offers(action, row, request)

    @handle(
        gettext_lazy("End now"),
        permission="promotions.change_scheduledprice",
        icon="stop_circle",
        look="danger",
    )
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, End)

    @handle(
        gettext_lazy("Copy"),
        permission="promotions.add_scheduledprice",
        icon="content_copy",
    )
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Copy)
