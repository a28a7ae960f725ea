"""Group buys as the merchant plans, watches, changes, copies and pauses them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promotions.campaign_desk import PausableAdmin, PauseWords, PriceCampaignAdmin
from promotions.figures import figures_of, share_in_words, shown
from promotions.group_buys.campaign_form import CampaignForm, OfferFormSet, save
from promotions.group_buys.models import GroupCampaign, GroupOffer
from promotions.group_buys.planning import (
    FIXED,
    copy_campaign,
)
from promotions.hooks import result_of_deal
from promotions.pieces_inline import PiecesInline, has_begun
from promotions.standing import Standing, standing
from shop.kernel.admin_base import SHOP_TIME
from shop.kernel.admin_handles import Handle, Text, handle
from shop.kernel.admin_translations import beside, translated_form
from shop.kernel.clock import now

WORDS = PauseWords(
    pause=gettext_lazy("Pause the group buy"),
    effect=gettext_lazy(
        "From now on nobody opens or joins a team. Orders that are placed can "
        "still be paid, and the time of open teams goes on."
    ),
    paused=gettext_lazy("The group buy is paused."),
    resume=gettext_lazy("Let the group buy go on"),
    resumed=gettext_lazy("The group buy goes on."),
)


class Copy(Handle):
    title = gettext_lazy("Copy the group buy")
    submit = gettext_lazy("Copy")

    def explain(self) -> Text:
        return _("A second one after it, paused. You will look at it next.")

    def do(self, said: dict[str, Any]) -> Text:
        self.row = copy_campaign(campaign_id=self.row.pk, now=now())
        return _("“%(name)s” is there, paused.") % {"name": self.row}


class OfferInline(PiecesInline):
    model = GroupOffer
    formset = OfferFormSet
    claims = "seats"


@admin.register(GroupCampaign)
class GroupCampaignAdmin(PriceCampaignAdmin, PausableAdmin):
    source = "group"
    words = WORDS
    empty_hint = gettext_lazy("A product that is cheaper for those who buy together.")
    form = translated_form(GroupCampaign, "name", base=CampaignForm)
    list_display = ("__str__", "product", "state", "teams_so_far", "ends_at")
    list_select_related = ("product",)
    search_fields = ("name", "product__name")
    autocomplete_fields = picked = ("product",)
    inlines = (OfferInline,)
    actions_detail = ("pause", "resume", "preview", "copy")
    fieldsets = [
        (None, {"fields": [tuple(beside("name")), "product", "result"]}),
        (
            gettext_lazy("Teams"),
            {"fields": [("size", "hours"), "may_complete"]},
        ),
        (
            gettext_lazy("When, and how many"),
            {
                "description": SHOP_TIME,
                "fields": [
                    "starts_at",
                    "ends_at",
                    ("most_per_order", "most_each"),
                    "takes_coupon",
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupCampaign]:
        complete = Count("teams", filter=Q(teams__state="complete"))
        waiting = Count("teams", filter=Q(teams__state="open"))
        failed = Count("teams", filter=Q(teams__state="failed"))
        rows = super().get_queryset(request)
        return rows.annotate(complete=complete, waiting=waiting, failed=failed)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = [name.removesuffix("_id") for name in FIXED]
        return [*fixed, "result"] if has_begun(obj) else ["result"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        over = isinstance(obj, GroupCampaign) and obj.closed_at is not None
        return not over and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that has begun is kept: orders were placed by it."""
        planned = isinstance(obj, GroupCampaign) and not has_begun(obj)
        return planned and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        """Written with its prices, by one service."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        (offers,) = formsets
        save(form.instance, offers.plans())
        offers.new_objects, offers.changed_objects, offers.deleted_objects = [], [], []

    def variants_of(self, row: GroupCampaign) -> set[int]:
        return set(row.offers.values_list("variant_id", flat=True))

    def standing(self, row: GroupCampaign) -> Standing:
        return standing(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            paused_at=row.paused_at,
            has_opened=row.opened_at is not None,
            now=now(),
        )

    @admin.display(description=gettext_lazy("teams"))
    def teams_so_far(self, campaign: Any) -> str:
        return _("%(complete)d complete, %(waiting)d open, %(failed)d failed") % {
            "complete": campaign.complete,
            "waiting": campaign.waiting,
            "failed": campaign.failed,
        }

    @admin.display(description=gettext_lazy("Came of it"))
    def result(self, campaign: Any) -> str:
        offers = list(campaign.offers.all())
        teams = campaign.complete + campaign.waiting + campaign.failed
        complete = (_("Teams complete"), share_in_words(campaign.complete, teams))
        came = result_of_deal("group", [offer.pk for offer in offers])
        figures = figures_of(came, of=sum(offer.set_aside for offer in offers))
        return shown([complete, *figures])

    @handle(
        gettext_lazy("Copy"),
        permission="promotions.add_groupcampaign",
        icon="content_copy",
    )
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Copy)
