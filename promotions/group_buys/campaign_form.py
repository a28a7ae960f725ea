"""A campaign and its prices as a form."""

from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from promotions.group_buys.errors import CampaignsOverlap
from promotions.group_buys.models import GroupCampaign
from promotions.group_buys.planning import (
    OfferPlan,
    is_alone,
    plan_of,
    save_campaign,
)
from promotions.plan_form import PlanFormSet
from shop.kernel.admin_translations import TranslatedAdminForm
from shop.kernel.clock import now


class CampaignForm(TranslatedAdminForm):
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at = said.get("starts_at") or self.instance.starts_at
        ends_at = said.get("ends_at")
        if starts_at and ends_at and ends_at <= max(starts_at, now()):
            self.add_error(
                "ends_at", _("After the start, and not in the past, please.")
            )
        return said

    def _post_clean(self) -> None:
        """Once it is known what all of its fields come to."""
        super()._post_clean()
        if not {"product", "starts_at", "ends_at"} & set(self.errors):
            self._check_alone(self.instance)

    def _check_alone(self, campaign: GroupCampaign) -> None:
        if not is_alone(campaign):
            field = "starts_at" if "starts_at" in self.fields else "ends_at"
            self.add_error(field, str(CampaignsOverlap.message))


def save(campaign: GroupCampaign, plans: list[OfferPlan]) -> GroupCampaign:
    return save_campaign(campaign, plans=plans, now=now())


class OfferFormSet(PlanFormSet):
    def is_asked(self) -> bool:
        """What is not sound is told at its own fields already."""
        try:
            self.instance.full_clean()
        except forms.ValidationError:
            return False
        return is_alone(self.instance)

    def save_plan(self) -> GroupCampaign:
        return save(copy(self.instance), self.plans())

    def plans(self) -> list[OfferPlan]:
        return [plan_of(form.instance) for form in self.kept_forms()]
