"""Phone orders: written down while the buyer is on the phone, then placed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from catalog.admin.picking import ArticleInline
from orders.admin.draft_forms import DraftForm, DraftLineForm
from orders.errors import IncompleteDraft
from orders.mails import link_of
from orders.models import DraftLine, OrderDraft
from orders.selectors.drafts import draft_page
from orders.services import place_draft
from shop.kernel.admin_base import StaysHere
from shop.kernel.admin_handles import Handle, HandleForm, HasHandles, Text, handle
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now
from shop.templatetags.shop import money


class SeenForm(HandleForm):
    """The total that was read out to the buyer."""

    seen_total = forms.DecimalField(widget=forms.HiddenInput)


class Place(Handle):
    title = gettext_lazy("Place and send the pay link")
    submit = gettext_lazy("Place order")
    form_class = SeenForm

    def __init__(self, request: HttpRequest, row: Any) -> None:
        super().__init__(request, row)
        self.page = draft_page(row, now=now())

    def explain(self) -> Text:
        quote = self.page.quote
        if quote is None:
            return IncompleteDraft.message
        return _(
            "%(goods)s for goods and %(freight)s for delivery: %(total)s. The goods "
            "are held for %(hours)d hours, and the link to pay goes to %(contact)s."
        ) % {
            "goods": money(quote.goods - quote.discount),
            "freight": money(quote.shipping),
            "total": money(quote.total),
            "hours": settings.PHONE_ORDER_UNPAID_AFTER.total_seconds() // 3600,
            "contact": self.row.email or self.row.phone,
        }

    def initial(self) -> dict[str, Any]:
        return {"seen_total": self.page.quote.total if self.page.quote else 0}

    def do(self, said: dict[str, Any]) -> Text:
        order = place_draft(
            draft_id=self.row.pk,
            seen_total=said["seen_total"],
            now=now(),
            staff_id=self.staff_id,
        )
        return _("Order %(number)s is placed and waits for %(total)s.") % {
            "number": order.number,
            "total": money(order.total),
        }


class DraftLineInline(ArticleInline):
    model = DraftLine
    form = DraftLineForm
    fields = ("variant", "quantity")
    extra = 1

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """The theme offers a row even where nothing can be saved any more."""
        return 0 if obj is not None and obj.order_id else self.extra


# How the fields of a placed order are read; nothing where one is not.
SHOWN = {
    "language": "spoken",
    "province": "province_shown",
    "region": "",
    "shipping_code": "delivery",
}


@admin.register(OrderDraft)
class OrderDraftAdmin(StaysHere, HasHandles):
    """Saved as it grows; placed once, and from then on read only."""

    empty_hint = gettext_lazy(
        "Write an order down while its buyer is on the phone, then send the link to pay."
    )
    list_display = ("shown", "contact", "place", "state", "written_at", "actor")
    list_filter = (("order", admin.EmptyFieldListFilter),)
    list_select_related = ("order", "actor")
    search_fields = (
        "name__icontains",
        "phone__endswith",
        "email__istartswith",
        "order__number__iexact",
    )
    search_help_text = gettext_lazy("Name, end of the phone, e-mail, order")
    inlines = (DraftLineInline,)
    change_form_template = "orders/admin/draft.html"
    actions_detail = ("place_order",)
    fieldsets = [
        (None, {"fields": [("name", "phone"), ("email", "language")]}),
        (
            gettext_lazy("Deliver to"),
            {
                "fields": [
                    "country",
                    ("province", "region"),
                    ("city", "district"),
                    ("detail", "postal_code"),
                    ("shipping_code", "note"),
                ]
            },
        ),
    ]

    @admin.display(description=gettext_lazy("recipient"), ordering="name")
    def shown(self, draft: OrderDraft) -> str:
        return draft.name or f"#{draft.pk}"

    @admin.display(description=gettext_lazy("contact"))
    def contact(self, draft: OrderDraft) -> str:
        return draft.phone or draft.email

    @admin.display(description=gettext_lazy("city"), ordering="city")
    def place(self, draft: OrderDraft) -> str:
        return draft.city or draft.get_country_display()

    @admin.display(description=gettext_lazy("province or state"))
    def province_shown(self, draft: OrderDraft) -> str:
        return draft.province_name

    @admin.display(description=gettext_lazy("Language of the buyer"))
    def spoken(self, draft: OrderDraft) -> str:
        return str(get_language_info(draft.language)["name_local"])

    @admin.display(description=gettext_lazy("Delivery"))
    def delivery(self, draft: OrderDraft) -> str:
        return draft.order.shipping_name if draft.order else ""

    @admin.display(description=gettext_lazy("order"), ordering="order")
    def state(self, draft: OrderDraft) -> SafeString:
        if draft.order is None:
            return tag(_("not placed yet"), "warn")
        url = reverse("admin:orders_order_change", args=[draft.order_id])
        return format_html(
            '<a class="shop-link" href="{}">{}</a>', url, draft.order.number
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        placed = isinstance(obj, OrderDraft) and obj.order_id is not None
        return not placed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        placed = isinstance(obj, OrderDraft) and obj.order_id is not None
        return not placed and super().has_delete_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderDraft]:
        return super().get_queryset(request).select_related("order", "actor")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        if self._may_write(request, obj):
            kwargs["form"] = DraftForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is placed has no field for foreign regions: it has one province."""
        if self._may_write(request, obj):
            return self.fieldsets
        shown = [SHOWN.get(name, name) for name in DraftForm.Meta.fields]
        return [(None, {"fields": [name for name in shown if name]})]

    def _may_write(self, request: HttpRequest, draft: Any) -> bool:
        if draft is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, draft)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        if not change:
            obj.actor = request.user
        super().save_model(request, obj, form, change)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        draft = self.get_object(request, object_id)
        facts: dict[str, Any] = {"draft": draft}
        if draft is not None and draft.order is None:
            facts["page"] = draft_page(draft, now=now())
        elif draft is not None:
            facts["pay_link"] = link_of(draft.order)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **facts}
        )

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        return row.order_id is None and draft_page(row, now=now()).is_complete

    @handle(
        gettext_lazy("Place and send the pay link"),
        permission="orders.change_orderdraft",
        icon="send",
        look="primary",
    )
    def place_order(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Place)
