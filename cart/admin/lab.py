"""The price lab: what a basket would cost at some moment, line by line, and why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cart.models import MOST_PIECES, PriceTrial, TrialLine
from cart.models.trials import REGIONS
from cart.selectors.trials import trial_result
from catalog.admin.picking import ArticleInline, without_links
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

    class Meta:
        model = PriceTrial
        fields = ("name", "at", "shopper", "region", "with_coupon", "points")


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
    extra = 1


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
    autocomplete_fields = ("shopper",)
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
                ]
            },
        )
    ]

    @admin.display(description=gettext_lazy("at"), ordering="at")
    def when(self, trial: PriceTrial) -> str:
        return moment(trial.at)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if shopper := form.base_fields.get("shopper"):
            without_links(shopper)
        return form

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
