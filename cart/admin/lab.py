"""The price lab: what a basket would cost at some moment, line by line, and why."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cart.models import MOST_PIECES, PriceTrial, TrialLine
from cart.models.trials import REGIONS
from cart.selectors.trials import result_of_goods, trial_result
from catalog.admin.picking import ArticleInline
from promotions.previews import Preview
from promotions.trials import preview_of, things_to_try
from shop.kernel.admin_base import StaysHere, widgets
from shop.kernel.admin_handles import dress
from shop.kernel.admin_shown import moment
from shop.kernel.clock import now


class TrialForm(forms.ModelForm):
    region = forms.ChoiceField(
        label=gettext_lazy("Delivered to"),
        choices=REGIONS(),
        required=False,
        widget=widgets.UnfoldAdminSelectWidget,
    )
    campaign = forms.ChoiceField(
        label=gettext_lazy("Through a campaign"),
        help_text=gettext_lazy(
            "As though it had opened, or the coupon had been claimed."
        ),
        required=False,
        widget=widgets.UnfoldAdminSelectWidget,
    )

    class Meta:
        model = PriceTrial
        fields = (
            "name",
            "at",
            "shopper",
            "region",
            "with_coupon",
            "points",
            "campaign",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One that is over by now can still be looked at."""
        super().__init__(*args, **kwargs)
        if field := self.fields.get("campaign"):
            known: list[Any] = [("", "–"), *things_to_try(now())]
            kept = self.instance.campaign
            if kept and kept not in dict(known):
                known.append((kept, kept))
            cast("forms.ChoiceField", field).choices = known


class TrialLineForm(forms.ModelForm):
    quantity = forms.IntegerField(
        label=gettext_lazy("Pieces"), min_value=1, max_value=MOST_PIECES, initial=1
    )

    class Meta:
        model = TrialLine
        fields = ("variant", "quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields["quantity"])


class TrialLineInline(ArticleInline):
    model = TrialLine
    form = TrialLineForm
    fields = ("variant", "quantity")

    def get_extra(self, request: HttpRequest, obj: Any = None, **_: Any) -> int:
        asked = asked_preview(request) if obj is None else None
        return max(1, len(asked.goods)) if asked else 1


def asked_preview(request: HttpRequest) -> Preview | None:
    """The campaign that the address names, to look at before anything is saved."""
    if request.method != "GET":
        return None
    return preview_of(request.GET.get("preview", ""))


@admin.register(PriceTrial)
class PriceTrialAdmin(StaysHere):
    """A trial stays with its result: saved, it shows what it comes to."""

    form = TrialForm
    empty_hint = gettext_lazy(
        "Put goods together, name a moment and a shopper, and see every step of the price "
        "before a campaign opens."
    )
    list_display = ("name", "when", "shopper")
    list_select_related = ("shopper",)
    search_fields = ("name",)
    autocomplete_fields = picked = ("shopper",)
    inlines = (TrialLineInline,)
    change_form_template = "cart/admin/trial.html"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "at",
                    "shopper",
                    ("region", "points"),
                    "with_coupon",
                    "campaign",
                ]
            },
        )
    ]

    @admin.display(description=gettext_lazy("at"), ordering="at")
    def when(self, trial: PriceTrial) -> str:
        return moment(trial.at)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        asked = asked_preview(request)
        if asked is None:
            return {}
        said: dict[str, Any] = {"name": asked.name}
        if asked.deals or asked.is_tried:
            said["campaign"] = request.GET["preview"]
        return said | ({"at": asked.starts_at} if asked.starts_at > now() else {})

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """What a preview tries stands in the form, to be changed and saved."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        asked = asked_preview(request) if obj.pk is None else None
        if asked:
            kwargs["initial"] = [
                {"variant": pk, "quantity": pieces}
                for pk, pieces in asked.goods.items()
            ]
        return kwargs

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        result = None
        if asked := asked_preview(request):
            trial = PriceTrial(**self.get_changeform_initial_data(request))
            result = result_of_goods(trial, goods=asked.goods, now=now())
        facts = {"result": result, **(extra_context or {})}
        return super().add_view(request, form_url, facts)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        trial = self.get_object(request, object_id)
        result = trial_result(trial, now=now()) if trial else None
        facts = {"result": result, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, facts)
