"""Rows that a campaign sells, as a form: the service is tried, and what it refuses is
said at the field."""

from typing import Any

from django import forms
from django.db import transaction

from promotions.errors import PlanRefused
from shop.kernel.admin_base import InlineFormSet
from shop.kernel.errors import DomainError


class PlanFormSet(InlineFormSet):
    """`is_asked`: is the form above complete?  `save_plan` writes it and these rows."""

    def is_asked(self) -> bool:
        raise NotImplementedError

    def save_plan(self) -> Any:
        """Raises PlanRefused and other DomainErrors."""
        raise NotImplementedError

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or not self.is_asked():
            return
        try:
            with transaction.atomic():
                self.save_plan()
                transaction.set_rollback(True)
        except PlanRefused as error:
            self._tell(error)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

    def _tell(self, error: PlanRefused) -> None:
        """At the row that it is about, and its field if that can still be changed; else
        above the rows."""
        for form in self.kept_forms():
            if form.instance.variant_id == error.variant_id:
                field = error.field if error.field in form.fields else None
                form.add_error(field, str(error))
                return
        raise forms.ValidationError(str(error)) from error
