"""A campaign and its prices as a form: the service is tried, and what it refuses is
said at the field."""

from copy import copy
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from promotions.group_buys.errors import BadCampaign
from promotions.group_buys.models import GroupCampaign
from promotions.group_buys.planning import OfferPlan, plan_of, save_campaign
from shop.kernel.admin_base import InlineFormSet
from shop.kernel.admin_translations import TranslatedAdminForm
from shop.kernel.clock import now
from shop.kernel.errors import DomainError


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


def save(campaign: GroupCampaign, plans: list[OfferPlan]) -> GroupCampaign:
    return save_campaign(campaign, plans=plans, now=now())


class OfferFormSet(InlineFormSet):
    def clean(self) -> None:
        super().clean()
        campaign = self.instance
        if any(self.errors) or not _is_sound(campaign):
            return
        try:
            with transaction.atomic():
                save(copy(campaign), self.plans())
                transaction.set_rollback(True)
        except BadCampaign as error:
            self._tell(error)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

    def plans(self) -> list[OfferPlan]:
        return [plan_of(form.instance) for form in self.kept_forms()]

    def _tell(self, error: BadCampaign) -> None:
        """At the row that it is about; else above the rows."""
        for form in self.kept_forms():
            if form.instance.variant_id == error.variant_id:
                form.add_error(error.field, str(error))
                return
        raise forms.ValidationError(str(error)) from error


def _is_sound(campaign: GroupCampaign) -> bool:
    """What is not is told at its own fields already."""
    try:
        campaign.full_clean()
    except forms.ValidationError:
        return False
    return True
