"""A flash sale, and a session with its items, as forms."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from promotions.flash_sales.errors import SessionsOverlap, SessionTooShort
from promotions.flash_sales.models import CALLED_OFF, FlashSale, FlashSession
from promotions.flash_sales.planning import (
    ItemPlan,
    change_session,
    check_times,
    plan_session,
)
from promotions.flash_sales.running import is_free
from promotions.plan_form import PlanFormSet
from shop.kernel.admin_translations import TranslatedAdminForm
from shop.kernel.clock import now


class SaleForm(TranslatedAdminForm):
    def clean_repeats_until(self) -> date | None:
        until: date | None = self.cleaned_data["repeats_until"]
        is_new = "repeats_until" in self.changed_data
        if until and is_new and until < localdate(now()):
            raise forms.ValidationError(_("Not in the past, please."))
        return until


class SessionForm(forms.ModelForm):
    class Meta:
        model = FlashSession
        fields = ("sale", "starts_at", "ends_at")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        starts_at = said.get("starts_at") or self.instance.starts_at
        ends_at = said.get("ends_at")
        if starts_at and ends_at:
            try:
                check_times(starts_at, ends_at, now=now())
            except SessionTooShort as error:
                self.add_error("ends_at", str(error))
        sale = said.get("sale") or (self.instance.sale if self.instance.pk else None)
        if sale and starts_at and self._is_doubled(sale, starts_at):
            text = _("There is a session of this sale at this time already.")
            self.add_error("starts_at", text)
        if starts_at and ends_at and self.instance.opened_at:
            self._check_next(starts_at, ends_at)
        return said

    def _check_next(self, starts_at: datetime, ends_at: datetime) -> None:
        """Once it has begun only its end can come into another one's way."""
        wanted = FlashSession(pk=self.instance.pk, starts_at=starts_at, ends_at=ends_at)
        goods = self.instance.items.values_list("variant_id", flat=True)
        if not all(is_free(variant_id, wanted) for variant_id in goods):
            self.add_error("ends_at", str(SessionsOverlap.message))

    def _get_validation_exclusions(self) -> set[str]:
        """Whether there is one at its time is asked above: not one that is called off."""
        named: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return named | {"starts_at"}

    def _is_doubled(self, sale: FlashSale, starts_at: datetime) -> bool:
        others = sale.sessions.filter(starts_at=starts_at).exclude(CALLED_OFF)
        return others.exclude(pk=self.instance.pk).exists()


def save_session(session: FlashSession, plans: list[ItemPlan]) -> FlashSession:
    """Through the services.  Raises what they raise."""
    if session.pk is not None:
        return change_session(
            session_id=session.pk,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            plans=plans,
            now=now(),
        )
    return plan_session(
        sale_id=session.sale_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        plans=plans,
        now=now(),
    )


class ItemFormSet(PlanFormSet):
    def is_asked(self) -> bool:
        session = self.instance
        return bool(session.sale_id and session.starts_at and session.ends_at)

    def save_plan(self) -> FlashSession:
        return save_session(self.instance, self.plans())

    def plans(self) -> list[ItemPlan]:
        return [
            ItemPlan(
                variant_id=item.variant_id,
                price=item.price,
                allotment=item.allotment,
                most_each=item.most_each,
            )
            for item in (form.instance for form in self.kept_forms())
        ]
