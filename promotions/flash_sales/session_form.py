"""A session and its items as a form: the service is tried, and what it refuses is
said at the field."""

from typing import Any

from django import forms
from django.db import transaction

from promotions.flash_sales.errors import ItemRefused, SessionTooShort
from promotions.flash_sales.models import FlashSession
from promotions.flash_sales.planning import (
    ItemPlan,
    change_session,
    check_times,
    plan_session,
)
from shop.kernel.admin_base import InlineFormSet
from shop.kernel.clock import now
from shop.kernel.errors import DomainError


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
        return said


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


class ItemFormSet(InlineFormSet):
    def clean(self) -> None:
        super().clean()
        session = self.instance
        if any(self.errors) or not (session.sale_id and session.ends_at):
            return
        try:
            with transaction.atomic():
                save_session(session, self.plans())
                transaction.set_rollback(True)
        except ItemRefused as error:
            self._form_of(error.variant_id).add_error(error.field, str(error))
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

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

    def _form_of(self, variant_id: int) -> Any:
        kept = self.kept_forms()
        return next(one for one in kept if one.instance.variant_id == variant_id)
