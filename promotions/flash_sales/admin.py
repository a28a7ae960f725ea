"""Flash sales as the merchant plans, watches, changes and pauses them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promotions.campaign_desk import PausableAdmin, PauseWords, PriceCampaignAdmin
from promotions.copying import times_of_copy
from promotions.figures import figures_of, shown
from promotions.flash_sales.models import FlashItem, FlashSale, FlashSession
from promotions.flash_sales.planning import call_off, copy_session
from promotions.flash_sales.session_form import (
    ItemFormSet,
    SaleForm,
    SessionForm,
    save_session,
)
from promotions.hooks import result_of_deal
from promotions.pieces_inline import PiecesInline
from promotions.standing import Standing, standing
from shop.kernel.admin_base import SHOP_TIME
from shop.kernel.admin_handles import Handle, Text, handle
from shop.kernel.admin_shown import moment, tag
from shop.kernel.admin_translations import beside, translated_form
from shop.kernel.clock import now

SET_ASIDE = Sum("set_aside", default=0)
SHOWN = 20

WORDS = PauseWords(
    pause=gettext_lazy("Pause the flash sale"),
    effect=gettext_lazy(
        "From now on nobody gets its prices. Orders that are placed keep them."
    ),
    paused=gettext_lazy("The flash sale is paused."),
    resume=gettext_lazy("Let the flash sale go on"),
    resumed=gettext_lazy("The flash sale goes on."),
)


class Copy(Handle):
    title = gettext_lazy("Copy the session")
    submit = gettext_lazy("Copy")

    def explain(self) -> Text:
        start = moment(times_of_copy(self.row, now=now())["starts_at"])
        text = _("The same from %(start)s on. You will look at it next.")
        return text % {"start": start}

    def do(self, said: dict[str, Any]) -> Text:
        self.row = copy_session(session_id=self.row.pk, now=now())
        return _("“%(name)s” is planned.") % {"name": self.row}


class CallOff(Handle):
    title = gettext_lazy("Call off the session")
    submit = gettext_lazy("Call it off")
    is_danger = True

    def explain(self) -> Text:
        return _(
            "It will not take place and disappears from the shop. Whoever asked to be"
            " reminded is told."
        )

    def do(self, said: dict[str, Any]) -> Text:
        call_off(session_id=self.row.pk, now=now())
        return _("“%(name)s” is called off.") % {"name": self.row}


@admin.register(FlashSale)
class FlashSaleAdmin(PausableAdmin):
    words = WORDS
    empty_hint = gettext_lazy("A few pieces at a very low price for a few hours.")
    form = translated_form(FlashSale, "name", base=SaleForm)
    list_display = ("__str__", "state", "repeats_until")
    search_fields = ("name",)
    actions_detail = ("pause", "resume", "plan")
    readonly_fields = ("planned", "result")
    fieldsets = [
        (
            None,
            {"fields": [tuple(beside("name")), "repeats_until", "planned", "result"]},
        ),
        (
            gettext_lazy("Beside what"),
            {"fields": [("takes_offers", "takes_coupon")]},
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One with sessions is kept with them."""
        is_empty = isinstance(obj, FlashSale) and not obj.sessions.exists()
        return is_empty and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("now"))
    def state(self, sale: FlashSale) -> SafeString:
        return tag(_("paused"), "warn") if sale.paused_at else tag(_("runs"), "ok")

    @admin.display(description=gettext_lazy("Came of it"))
    def result(self, sale: FlashSale) -> str:
        """Of all of its sessions."""
        return result_of_items(FlashItem.objects.filter(session__sale=sale.pk))

    @admin.display(description=gettext_lazy("flash sessions"))
    def planned(self, sale: FlashSale) -> SafeString | str:
        """The latest of them, each a link."""
        if sale.pk is None:
            return _("Shown once it is saved.")
        page = "admin:promotions_flashsession_change"
        sessions = sale.sessions.order_by("-starts_at")[:SHOWN]
        off = tag(_("called off"))
        rows = (
            (reverse(page, args=[one.pk]), one, off if one.is_called_off else "")
            for one in sessions
        )
        return format_html_join(
            "", '<p><a class="shop-link" href="{}">{}</a> {}</p>', rows
        )

    @handle(
        gettext_lazy("Plan a session"),
        permission="promotions.add_flashsession",
        icon="more_time",
        look="primary",
    )
    def plan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        sale = self.row_or_404(request, object_id)
        page = reverse("admin:promotions_flashsession_add")
        return HttpResponseRedirect(f"{page}?{urlencode({'sale': sale.pk})}")


class ItemInline(PiecesInline):
    model = FlashItem
    formset = ItemFormSet
    claims = "claims"
    limits = ("allotment", "most_each")


@admin.register(FlashSession)
class FlashSessionAdmin(PriceCampaignAdmin, PausableAdmin):
    source = "flash"
    words = WORDS
    paused_model = "flashsale"
    empty_hint = gettext_lazy("From when until when a flash sale sells, and what.")
    form = SessionForm
    list_display = ("sale", "starts_at", "ends_at", "state")
    list_select_related = ("sale",)
    picked = ("sale",)
    inlines = (ItemInline,)
    actions_detail = ("pause", "resume", "preview", "copy", "call_off")
    ordering = ("-starts_at",)
    fieldsets = [
        (
            None,
            {
                "description": SHOP_TIME,
                "fields": ["sale", "starts_at", "ends_at", "result"],
            },
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        fixed = ("sale", "starts_at") if obj.opened_at else ("sale",)
        return (*fixed, "result")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The sale whose page one comes from."""
        sale = request.GET.get("sale", "")
        return {"sale": sale} if sale.isdecimal() else {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        over = isinstance(obj, FlashSession) and obj.closed_at is not None
        return not over and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        """Written with its items, by one service."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        (items,) = formsets
        saved = save_session(form.instance, items.plans())
        form.instance.pk, form.instance._state.adding = saved.pk, False
        items.new_objects, items.changed_objects, items.deleted_objects = [], [], []

    @admin.display(description=gettext_lazy("Came of it"))
    def result(self, session: FlashSession) -> str:
        return result_of_items(FlashItem.objects.filter(session=session.pk))

    def variants_of(self, row: FlashSession) -> set[int]:
        return set(row.items.values_list("variant_id", flat=True))

    def campaign_of(self, row: FlashSession) -> FlashSale:
        """All of its sessions are paused."""
        return row.sale

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if row.is_called_off:
            return False
        if action == "call_off":
            return bool(row.starts_at > now())
        over = action in ("pause", "resume") and self.standing(row) == Standing.OVER
        return not over and super().offers(action, row, request)

    @admin.display(description=gettext_lazy("now"))
    def state(self, row: FlashSession) -> SafeString:
        return tag(_("called off")) if row.is_called_off else super().state(row)

    def standing(self, row: FlashSession) -> Standing:
        return standing(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            paused_at=row.sale.paused_at,
            has_opened=row.opened_at is not None,
            now=now(),
        )

    @handle(
        Copy.title,
        permission="promotions.add_flashsession",
        icon="content_copy",
    )
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Copy)

    @handle(
        gettext_lazy("Call off"),
        permission="promotions.change_flashsession",
        icon="event_busy",
        look="danger",
    )
    def call_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, CallOff)


def result_of_items(items: QuerySet[FlashItem]) -> SafeString | str:
    ids = list(items.values_list("pk", flat=True))
    if not ids:
        return "–"
    found = result_of_deal("flash", ids)
    aside = items.aggregate(sum=SET_ASIDE)["sum"]
    return shown(figures_of(found, of=aside))
