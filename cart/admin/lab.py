"""The price lab: what a basket would cost at some moment, line by line, and why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cart.models import MOST_PIECES, PriceTrial, TrialLine
from cart.models.trials import REGIONS
from cart.selectors.trials import trial_result
from catalog.admin.picking import article_field, without_links
from shop.kernel.admin_base import ModelAdmin, TabularInline, widgets
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


class TrialLineInline(TabularInline):
    model = TrialLine
    form = TrialLineForm
    fields = ("variant", "quantity")
    autocomplete_fields = ("variant",)
    extra = 1
    hide_title = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, **kwargs)
        if picker := made.form.base_fields.get("variant"):
            without_links(picker)
        return made

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs |= article_field(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(PriceTrial)
class PriceTrialAdmin(ModelAdmin):
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

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay: now it says what it costs."""
        return self._stay(request, obj, super().response_add)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._stay(request, obj, super().response_change)

    def _stay(self, request: HttpRequest, obj: Any, respond: Any) -> HttpResponse:
        said = request.POST.copy()
        said["_continue"] = "1"
        request.POST = said  # type: ignore[assignment]
        response: HttpResponse = respond(request, obj)
        return response

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """One button: to save is to stay."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)
