"""Automatic offers, as the merchant writes, tries, pauses and copies them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.picking import PicksArticles
from promotions.campaign_desk import CampaignAdmin, PausableAdmin, PauseWords
from promotions.figures import figures_of, shown
from promotions.hooks import result_of
from promotions.offers.example import Example, example_of
from promotions.offers.models import Offer, OfferTier
from promotions.offers.offer_form import OfferForm, TierForm, TierFormSet
from promotions.offers.selectors import rivals_of, rule_of
from promotions.offers.services import copy_offer
from promotions.offers.words import terms
from promotions.scope_form import SCOPE
from shop.kernel.admin_base import SHOP_TIME, TabularInline
from shop.kernel.admin_handles import Handle, Text, handle
from shop.kernel.admin_shown import tag
from shop.kernel.admin_translations import beside, translated_form
from shop.kernel.clock import now
from shop.kernel.words import listed
from shop.templatetags.shop import money

WORDS = PauseWords(
    pause=gettext_lazy("Pause the offer"),
    effect=gettext_lazy("From now on nobody gets it. Orders that are placed keep it."),
    paused=gettext_lazy("The offer is paused."),
    resume=gettext_lazy("Let the offer go on"),
    resumed=gettext_lazy("The offer goes on."),
)


class Copy(Handle):
    title = gettext_lazy("Copy the offer")
    submit = gettext_lazy("Copy")

    def explain(self) -> Text:
        return _("A second one, paused, from tomorrow on. You will look at it next.")

    def do(self, said: dict[str, Any]) -> Text:
        self.row = copy_offer(offer_id=self.row.pk, now=now())
        return _("“%(name)s” is there, paused.") % {"name": self.row}


class TierInline(TabularInline):
    model = OfferTier
    form = TierForm
    formset = TierFormSet
    fields = ("spend", "save_amount")
    extra = 1
    hide_title = True


def goods_shown(example: Example) -> SafeString:
    """Goods, then what they cost without and with the offer."""
    rows = ((many, facts.name) for facts, many in example.lines)
    goods = format_html_join(", ", "{} × {}", rows)
    if not example.gives:
        return format_html("{} {}", tag(_("gives nothing"), "warn"), goods)
    extras = [_("with a gift")] if example.gifts else []
    extras += [_("free delivery")] if example.is_free_delivery else []
    before = f"{money(example.goods)} → " if example.saved else ""
    return format_html(
        '{}<br><span class="shop-tag">{}<b>{}</b></span> {}',
        goods,
        before,
        money(example.net),
        listed(extras),
    )


@admin.register(Offer)
class OfferAdmin(PicksArticles, CampaignAdmin, PausableAdmin):
    source = "offer"
    words = WORDS
    empty_hint = gettext_lazy(
        "What goods get by themselves: spend and save, percent off, three for two, gifts."
    )
    form = translated_form(Offer, "name", base=OfferForm)
    list_display = ("__str__", "says", "state", "starts_at", "ends_at", "combines")
    list_filter = ("kind",)
    search_fields = ("name",)
    inlines = (TierInline,)
    autocomplete_fields = picked = ("gift_variant",)
    readonly_fields = ("example", "result")
    actions_detail = ("pause", "resume", "preview", "copy")
    fieldsets = [
        (None, {"fields": [tuple(beside("name")), "kind"]}),
        (
            gettext_lazy("What it gives"),
            {
                "fields": [
                    "threshold",
                    "pieces",
                    "cheaper_pieces",
                    "set_price",
                    "percent",
                    "gift_variant",
                    "gift_quantity",
                    "example",
                    "result",
                ]
            },
        ),
        (gettext_lazy("For which goods"), {"fields": SCOPE}),
        (
            gettext_lazy("When, and beside what"),
            {
                "description": SHOP_TIME,
                "fields": ["starts_at", "ends_at", ("combines", "priority")],
            },
        ),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"starts_at": now().replace(second=0, microsecond=0)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders name what they got: only what never ran can go."""
        begun = isinstance(obj, Offer) and obj.starts_at <= now()
        return not begun and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        super().save_related(request, form, formsets, change)
        offer = form.instance
        if rivals := rivals_of(offer):
            names = listed(str(rival) for rival in rivals)
            text = _(
                "Runs at the same time: %(names)s. On the same goods only the offer that "
                "saves more counts, unless both combine."
            )
            self.message_user(request, text % {"names": names})

    @admin.display(description=gettext_lazy("what it says"))
    def says(self, offer: Offer) -> str:
        return terms(rule_of(offer))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        rows = super().get_queryset(request).select_related("gift_variant__product")
        return rows.prefetch_related("tiers")

    @admin.display(description=gettext_lazy("For example"))
    def example(self, offer: Offer) -> str:
        """Of what was saved."""
        if offer.pk is None:
            return _("Shown once it is saved.")
        found = example_of(offer)
        return (
            goods_shown(found) if found else _("Nothing that it is about is on sale.")
        )

    @admin.display(description=gettext_lazy("Came of it"))
    def result(self, offer: Offer) -> str:
        return shown(figures_of(result_of(f"offer:{offer.pk}")))

    @handle(
        gettext_lazy("Copy"), permission="promotions.add_offer", icon="content_copy"
    )
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Copy)
